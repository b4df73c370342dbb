#include "kustomize/generate/key_values.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "base/strings.h"
#include "kustomize/transform/scalar.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::generate {

namespace {

constexpr std::string_view kInvalid = "kustomize/generator-invalid";

/// Upstream reads lines through a buffer of this size, and stops without a word at a longer one.
constexpr std::size_t kLongestLine = 65'535;

/// Spaces of Unicode that are longer than a byte, as Go knows them.
constexpr std::array<std::string_view, 18> kWideSpaces = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
    "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
    "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
};
constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";

std::string_view without_leading_space(std::string_view line) {
  while (!line.empty()) {
    if (line.front() == ' ' || ('\t' <= line.front() && line.front() <= '\r')) {
      line.remove_prefix(1);
      continue;
    }
    const auto* wide =
        std::ranges::find_if(kWideSpaces, [&](std::string_view space) { return line.starts_with(space); });
    if (wide != kWideSpaces.end()) {
      line.remove_prefix(wide->size());
    } else if (line.starts_with(kIdeographicSpace)) {
      line.remove_prefix(kIdeographicSpace.size());
    } else {
      break;
    }
  }
  return line;
}

std::string_view without_quotes(std::string_view text) {
  const bool quoted =
      text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// The last step of a path, as Go's path.Base gives it.
std::string_view base_name(std::string_view path) {
  if (path.empty()) return ".";
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (path == "/") return path;
  return path.substr(path.rfind('/') + 1);
}

class PairReader {
 public:
  PairReader(Context& context, yaml::Node args) : context_(context), args_(args) {}

  std::vector<Pair> read() {
    for (const yaml::Node& env : args_["envs"].items()) read_env_file(env);
    for (const yaml::Node& literal : args_["literals"].items()) read_literal(literal);
    for (const yaml::Node& file : args_["files"].items()) read_file(file);
    return std::move(pairs_);
  }

 private:
  void read_env_file(yaml::Node name) {
    const std::optional<LoadedFile> file = context_.files.load(name, "env file");
    if (!file) return;
    const yaml::Origin* entry = yaml::keep(context_.arena, name.origin());
    std::size_t begin = 0;
    while (begin < file->text.size()) {
      const std::size_t line_break = file->text.find('\n', begin);
      const std::size_t end = std::min(line_break, file->text.size());
      const source::Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      std::string_view line = file->text.substr(begin, end - begin);
      if (line.size() > kLongestLine) {
        context_.out.report(
            kInvalid, at(file->file, span),
            "the line has {} bytes; kustomize ignores it and all that follow, keep lines below 64 KiB",
            line.size());
        return;
      }
      if (line.ends_with('\r')) line.remove_suffix(1);
      Pair pair;
      pair.key_origin = pair.value_origin = {file->file, span, yaml::Operation::generated, entry};
      if (!read_env_line(line, begin == 0, pair)) {
        context_.refuse(kInvalid, at(file->file, span),
                        "the line is no valid UTF-8; name the file under files to keep its bytes");
        return;
      }
      if (!pair.key.empty()) add(std::move(pair));
      if (line_break == std::string_view::npos) break;
      begin = end + 1;
    }
  }

  void read_literal(yaml::Node literal) {
    const std::string_view text = literal.text();
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      context_.refuse(kInvalid, at(literal), "literal {} is not of the form key=value", quote(text));
      return;
    }
    const yaml::Origin origin = derived(literal.origin(), yaml::Operation::generated, nullptr);
    add({std::string(text.substr(0, equals)), without_quotes(text.substr(equals + 1)), origin, origin});
  }

  void read_file(yaml::Node entry) {
    const std::string_view text = entry.text();
    const std::size_t equals = text.find('=');
    std::string_view key = base_name(text);
    std::string_view path = text;
    if (equals != std::string_view::npos) {
      key = text.substr(0, equals);
      path = text.substr(equals + 1);
      if (path.find('=') != std::string_view::npos) {
        context_.refuse(kInvalid, at(entry),
                        "{} has more than one \"=\"; write key=path, neither may hold one", quote(text));
        return;
      }
      if (key.empty() || path.empty()) {
        context_.refuse(kInvalid, at(entry), "{} has no {}; write key=path", quote(text),
                        key.empty() ? "key" : "path");
        return;
      }
    }
    const std::optional<LoadedFile> file = equals == std::string_view::npos
                                               ? context_.files.load(entry, "file")
                                               : context_.files.load(path, entry.origin(), "file");
    if (!file) return;
    const source::Span whole{0, static_cast<std::uint32_t>(file->text.size())};
    add({std::string(key),
         file->text,
         derived(entry.origin(), yaml::Operation::generated, nullptr),
         {file->file, whole, yaml::Operation::generated, yaml::keep(context_.arena, entry.origin())}});
  }

  void add(Pair pair) {
    if (!transform::can_be_new_key(pair.key)) {
      context_.refuse(kInvalid, at(pair.key_origin),
                      "key {} is no string without quotes, and kustomize writes none; use another key",
                      quote(pair.key));
      return;
    }
    const auto [first, is_new] = known_.emplace(pair.key, pair.key_origin);
    if (!is_new) {
      diag::Finding& finding =
          context_.refuse(kInvalid, at(pair.key_origin), "key {} comes twice in {}; remove one",
                          quote(pair.key), quote(args_["name"].text()));
      finding.related.push_back({first->second.file, first->second.span, {}, "first here"});
      return;
    }
    pairs_.push_back(std::move(pair));
  }

  Context& context_;
  yaml::Node args_;
  std::vector<Pair> pairs_;
  std::unordered_map<std::string, yaml::Origin> known_;
};

}  // namespace

bool read_env_line(std::string_view line, bool first, Pair& pair) {
  if (find_invalid_utf8(line) != std::string_view::npos) return false;
  if (first && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  line = without_leading_space(line);
  if (line.empty() || line.starts_with('#')) return true;
  const std::size_t equals = line.find('=');
  pair.key = line.substr(0, equals);
  if (equals != std::string_view::npos) pair.value = line.substr(equals + 1);
  return true;
}

std::vector<Pair> read_pairs(Context& context, yaml::Node args) { return PairReader(context, args).read(); }

}  // namespace fleetlint::kustomize::generate
