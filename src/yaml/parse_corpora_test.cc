// What must hold for every YAML file, tried on real repositories where they are at hand.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/catch.h"
#include "yaml/parse.h"

namespace fleetlint::yaml {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Checks the nodes of one text; says what does not hold.
class Checker {
 public:
  explicit Checker(std::string_view text) : text_(text) {}

  std::size_t scalars = 0;
  std::vector<std::string> complaints;

  void check(Node node, source::Span parent) {
    const source::Span span = node.origin().span;
    if (span.begin > span.end || span.end > text_.size()) {
      complain("span out of the text", span);
      return;
    }
    // What an alias or a merge key brought in lies elsewhere.
    const bool is_inside = parent.begin <= span.begin && span.end <= parent.end;
    if (!is_inside) return;
    if (node.is_scalar()) {
      check_alone(node.text(), node.kind(), span, node.is_null());
      return;
    }
    const char first = text_[span.begin];
    const char last = text_[span.end - 1];
    if (node.style() == Style::flow && first == '{' && last != '}') complain("no closing brace", span);
    if (node.style() == Style::flow && first == '[' && last != ']') complain("no closing bracket", span);
    if (node.style() == Style::block && node.is_sequence() && first != '-') complain("no dash", span);
    if (node.style() == Style::block && node.is_mapping() && !node.entries().empty()) {
      const source::Span key = node.entries().front().key_origin.span;
      const bool is_own = span.begin <= key.begin && key.end <= span.end;
      if (is_own && key.begin != span.begin && first != '?' && first != '&' && first != '!' && first != '<') {
        complain("does not begin with its first key", span);
      }
    }
    for (const Node item : node.items()) check(item, span);
    for (const Entry& entry : node.entries()) {
      const source::Span key = entry.key_origin.span;
      const bool has_own_key = span.begin <= key.begin && key.end <= span.end;
      if (has_own_key && (entry.key_kind < Kind::sequence) && text_[key.begin] != '*') {
        check_alone(entry.key.text(), entry.key_kind, key, entry.key_kind == Kind::null);
      }
      check(entry.value, span);
    }
  }

 private:
  /// The text at a scalar's span, parsed alone, gives the same value.
  void check_alone(std::string_view value, Kind kind, source::Span span, bool is_null) {
    ++scalars;
    Arena arena;
    diag::Collector out;
    const std::string alone(text_.substr(span.begin, span.end - span.begin));
    const Stream stream = parse(arena, source::FileId{0}, alone, {}, out);
    const Node root = stream.documents.empty() ? Node() : stream.documents.front().root;
    // An explicit tag and the indentation given by `|2` are not part of the span.
    const bool is_tagged = root && root.kind() != kind;
    const bool same = root ? root.text() == value : is_null || value.empty();
    if (!same && !is_tagged) complain("alone it reads otherwise", span);
  }

  void complain(std::string_view what, source::Span span) {
    complaints.push_back(
        std::string(what) + " at " + std::to_string(span.begin) + ": " +
        std::string(text_.substr(span.begin, std::min<std::size_t>(span.end - span.begin, 60))));
  }

  std::string_view text_;
};

TEST_CASE("spans hold in all corpora") {
  const char* source = std::getenv("FLEETLINT_SOURCE_DIR");
  const std::filesystem::path root =
      std::filesystem::path(source == nullptr ? "." : source) / ".." / "shared" / "corpora";
  if (!std::filesystem::exists(root)) {
    std::cout << "skipped: spans hold in all corpora (no " << root.filename().string()
              << " beside the source)\n";
    return;
  }
  std::size_t files = 0;
  std::size_t scalars = 0;
  for (const auto& item : std::filesystem::recursive_directory_iterator(root)) {
    const std::string extension = item.path().extension().string();
    if (!item.is_regular_file() || (extension != ".yaml" && extension != ".yml")) continue;
    const std::string text = read_file(item.path());
    Arena arena;
    diag::Collector out;
    const Stream stream = parse(arena, source::FileId{0}, text, {}, out);
    Checker checker(text);
    source::Span whole{0, static_cast<std::uint32_t>(text.size())};
    std::uint32_t last_end = 0;
    for (const Document& document : stream.documents) {
      CHECK(document.span.begin >= last_end);
      last_end = document.span.end;
      if (document.root) checker.check(document.root, whole);
    }
    for (std::size_t i = 0; i < stream.comments.size(); ++i) {
      const source::Span span = stream.comments[i].span;
      if (text[span.begin] != '#') checker.complaints.push_back("comment without #");
      if (i > 0 && stream.comments[i - 1].span.end > span.begin)
        checker.complaints.push_back("comments overlap");
    }
    ++files;
    scalars += checker.scalars;
    for (const std::string& complaint : checker.complaints) {
      INFO(item.path().string());
      INFO(complaint);
      CHECK(complaint.empty());
    }
  }
  CHECK(files > 1000);
  CHECK(scalars > 100'000);
}

}  // namespace
}  // namespace fleetlint::yaml
