#include "yaml/parse.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "base/strings.h"
#include "yaml/builder.h"
#include "yaml/encoding.h"
#include "yaml/key_cache.h"
#include "yaml/split.h"
#include "yaml/stop.h"
#include "yaml/syntax_error.h"

namespace fleetlint::yaml {

namespace {

/// A stream over text that is already in memory.
class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // std::streambuf has no read-only form; nothing is written
    setg(begin, begin, begin + text.size());
  }
};

KeyCache& thread_keys() {
  static thread_local KeyCache cache;
  return cache;
}

void read_document(Builder& builder, std::string_view text, const Chunk& chunk, const ParseOptions& options) {
  ViewBuffer buffer(text.substr(chunk.begin, chunk.end - chunk.begin));
  std::istream in(&buffer);
  try {
    YAML::Parser parser(in);
    if (parser.HandleNextDocument(builder)) {
      // What is left belongs to no document: the root has ended before.
      parser.HandleNextDocument(builder);
    }
  } catch (const YAML::DeepRecursion& e) {
    const auto at = static_cast<std::uint32_t>(chunk.begin + static_cast<std::size_t>(std::max(e.mark.pos, 0)));
    throw Stop{"yaml/limit-exceeded", {at, at + 1},
               fmt::format("values nest deeper than {} levels; flatten them", std::min<std::size_t>(options.max_depth, 500))};
  } catch (const YAML::Exception& e) {
    const std::size_t at = chunk.begin + static_cast<std::size_t>(std::max(e.mark.pos, 0));
    throw explain_syntax_error(text.substr(0, chunk.end), chunk.begin, at, e.msg);
  }
}

/// Comments on lines of their own that nobody passed, because reading stopped.
void collect_rest(std::string_view text, std::size_t from, std::size_t end, std::vector<Comment>& comments) {
  if (!comments.empty()) from = std::max<std::size_t>(from, comments.back().span.end);
  while (from < end) {
    const std::size_t line_end = std::min(text.find_first_of("\r\n", from), end);
    const std::size_t first = std::min(text.find_first_not_of(" \t", from), end);
    std::size_t line_begin = from;
    while (line_begin > 0 && (text[line_begin - 1] == ' ' || text[line_begin - 1] == '\t')) --line_begin;
    const bool starts_line = line_begin == 0 || text[line_begin - 1] == '\n' || text[line_begin - 1] == '\r';
    if (starts_line && first < line_end && text[first] == '#') {
      comments.push_back(Comment{{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(line_end)}, true});
    }
    from = line_end + 1;
  }
}

}  // namespace

Stream parse(Arena& arena, source::FileId file, std::string_view text, const ParseOptions& options,
             diag::Collector& out) {
  Stream stream;
  stream.file = file;
  if (text.size() > options.max_bytes) {
    out.report("yaml/limit-exceeded", diag::at(file, {0, 0}), "file has {} bytes, more than the limit of {}; split it",
               text.size(), options.max_bytes);
    stream.documents.push_back(Document{Node(), {0, static_cast<std::uint32_t>(std::min(text.size(), std::size_t{UINT32_MAX}))}, true});
    return stream;
  }
  const source::Span whole{0, static_cast<std::uint32_t>(text.size())};
  std::size_t begin = 0;
  if (!check_encoding(file, text, begin, out)) {
    stream.documents.push_back(Document{Node(), whole, true});
    return stream;
  }

  diag::Collector found;
  std::size_t position = begin;
  for (const Chunk& chunk : split_documents(text, begin)) {
    collect_rest(text, position, chunk.begin, stream.comments);
    Document& document = stream.documents.emplace_back();
    document.span = {static_cast<std::uint32_t>(chunk.begin), static_cast<std::uint32_t>(chunk.end)};
    Builder builder(arena, thread_keys(), file, text.substr(0, chunk.end), chunk.begin, options, stream.comments, found);
    try {
      read_document(builder, text, chunk, options);
      document.root = builder.root();
      builder.scan().next_content();
    } catch (const Stop& stop) {
      document.broken = true;
      found.report(stop.rule, diag::at(file, stop.span), "{}", stop.message);
    }
    collect_rest(text, std::max(builder.scan().position(), chunk.begin), chunk.end, stream.comments);
    position = chunk.end;
  }
  collect_rest(text, position, text.size(), stream.comments);

  std::vector<diag::Finding> findings = found.take();
  std::stable_sort(findings.begin(), findings.end(), [](const diag::Finding& a, const diag::Finding& b) {
    return a.primary.span.begin < b.primary.span.begin;
  });
  out.add_all(findings);
  return stream;
}

}  // namespace fleetlint::yaml
