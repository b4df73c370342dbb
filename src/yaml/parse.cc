#include "yaml/parse.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>

#include "base/strings.h"
#include "yaml/builder.h"
#include "yaml/encoding.h"
#include "yaml/key_cache.h"
#include "yaml/question_marks.h"
#include "yaml/split.h"
#include "yaml/stop.h"
#include "yaml/syntax_error.h"
#include "yaml/view_buffer.h"

namespace fleetlint::yaml {

namespace {

/// yaml-cpp itself refuses to go deeper.
constexpr std::size_t kParserDepth = 500;

KeyCache& thread_keys() {
  static thread_local KeyCache cache;
  return cache;
}

/// yaml-cpp does not take a carriage return alone for the line break it is. The same
/// text, of the same length, with line feeds there; empty when there is none.
std::string with_line_feeds(std::string_view text) {
  std::string changed;
  for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
    if (at + 1 < text.size() && text[at + 1] == '\n') continue;
    if (changed.empty()) changed = text;
    changed[at] = '\n';
  }
  return changed;
}

/// Reads one document's text with the builder. `text` has the file's offsets only
/// from `chunk.begin` on.
void read_events(Builder& builder, std::string_view text, const Chunk& chunk, std::string_view whole,
                 const ParseOptions& options) {
  ViewBuffer buffer(text);
  std::istream in(&buffer);
  try {
    YAML::Parser(in).HandleNextDocument(builder);
  } catch (const YAML::DeepRecursion& e) {
    const auto at =
        static_cast<std::uint32_t>(chunk.begin + static_cast<std::size_t>(std::max(e.mark.pos, 0)));
    throw Stop{"yaml/limit-exceeded",
               {at, std::min(at + 1, static_cast<std::uint32_t>(whole.size()))},
               fmt::format("values nest deeper than {} levels; flatten them",
                           std::min(options.max_depth, kParserDepth))};
  } catch (const YAML::Exception& e) {
    const std::size_t at = chunk.begin + static_cast<std::size_t>(std::max(e.mark.pos, 0));
    throw explain_syntax_error(whole, chunk.begin, at, e.msg);
  }
  builder.finish();
}

/// Directives of a chunk: what the Kubernetes tools make of them.
void check_directives(std::string_view text, const Chunk& chunk, const ParseOptions& options) {
  const std::size_t end = std::min(text.find_first_of("\r\n", chunk.begin), chunk.end);
  const source::Span place{static_cast<std::uint32_t>(chunk.begin), static_cast<std::uint32_t>(end)};
  const std::string_view line = text.substr(chunk.begin, end - chunk.begin);
  if (!chunk.has_marker) {
    throw Stop{"yaml/syntax", place,
               fmt::format("directive {} has no document; put \"---\" behind it or remove it", quote(line))};
  }
  if (options.dialect == Dialect::core) return;
  const std::string_view directives = text.substr(chunk.begin, chunk.content - chunk.begin);
  for (const std::string_view directive : split(directives, '\n')) {
    if (!directive.starts_with('%')) continue;
    const std::string_view name = directive.substr(0, directive.find_first_of(" \t\r"));
    const std::string_view version = trim(directive.substr(name.size()));
    if (name == "%TAG" || (name == "%YAML" && version.starts_with("1.1"))) continue;
    throw Stop{
        "yaml/syntax", place,
        fmt::format("directive {} is refused by the Kubernetes tools; remove it", quote(trim(directive)))};
  }
}

/// Reads one document; a mistake that ends the reading is reported.
Document read_document(Arena& arena, source::FileId file, std::string_view whole, const Chunk& chunk,
                       const ParseOptions& options, std::vector<Comment>& comments, diag::Collector& out,
                       std::size_t& reached) {
  Document document;
  document.span = {static_cast<std::uint32_t>(chunk.begin), static_cast<std::uint32_t>(chunk.end)};
  const std::string_view text = whole.substr(0, chunk.end);
  const std::string changed = with_line_feeds(text.substr(chunk.begin));
  const std::string_view own = changed.empty() ? text.substr(chunk.begin) : std::string_view(changed);
  const std::size_t comments_before = comments.size();
  const std::size_t room = kMaxFindings - out.findings().size();
  Masked masked;
  for (bool again = false;; again = true) {
    diag::Collector found;
    Builder builder(arena, thread_keys(), {file, text, chunk.begin, chunk.content, room, masked.mask},
                    options, comments, found);
    try {
      if (chunk.has_directives) check_directives(text, chunk, options);
      read_events(builder, again ? masked.text : own, chunk, text, options);
      if (chunk.stray != static_cast<std::size_t>(-1)) throw explain_stray_text(whole, chunk.stray);
      document.root = builder.root();
    } catch (const Stop& stop) {
      if (!again && stop.rule == "yaml/syntax" && options.dialect == Dialect::core) {
        masked = mask_question_marks(own);
        if (masked.mask != 0) {
          comments.resize(comments_before);
          continue;
        }
      }
      document.broken = true;
      if (!stop.message.empty()) found.report(stop.rule, diag::at(file, stop.span), "{}", stop.message);
    }
    out.add_all(found.findings());
    reached = std::max(builder.scan().position(), chunk.begin);
    return document;
  }
}

/// A tab that begins a line, be there nothing else on it; npos when there is none.
std::size_t find_leading_tab(std::string_view text, std::size_t from, std::size_t end) {
  while (from < end) {
    from = std::min(text.find_first_not_of(' ', from), end);
    if (from < end && text[from] == '\t') return from;
    from = std::min(text.find_first_of("\r\n", from), end) + 1;
  }
  return std::string_view::npos;
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
      comments.push_back(
          Comment{{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(line_end)}, true});
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
    out.report("yaml/limit-exceeded", diag::at(file, {0, 0}),
               "file has {} bytes, more than the limit of {}; split it", text.size(), options.max_bytes);
    stream.documents.push_back(Document{
        Node(), {0, static_cast<std::uint32_t>(std::min(text.size(), std::size_t{UINT32_MAX}))}, true});
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
    const std::size_t tab = position == begin && options.dialect != Dialect::core
                                ? find_leading_tab(text, begin, chunk.begin)
                                : std::string_view::npos;
    if (tab != std::string_view::npos) {
      // go-yaml stops here, though the line is blank.
      const auto at = static_cast<std::uint32_t>(tab);
      found.report("yaml/syntax", diag::at(file, {at, at + 1}), "tab in the indentation; use spaces");
      stream.documents.push_back(Document{Node(), {at, static_cast<std::uint32_t>(chunk.end)}, true});
      collect_rest(text, chunk.begin, chunk.end, stream.comments);
      position = chunk.end;
      continue;
    }
    position = chunk.begin;
    const source::Span span{static_cast<std::uint32_t>(chunk.begin), static_cast<std::uint32_t>(chunk.end)};
    if (chunk.follows_end && !chunk.has_marker && options.dialect != Dialect::core) {
      // The Kubernetes tools read on at the next marker.
      const Stop stop = explain_missing_marker(text, chunk.begin);
      found.report(stop.rule, diag::at(file, stop.span), "{}", stop.message);
      collect_rest(text, chunk.begin, chunk.end, stream.comments);
      position = chunk.end;
      continue;
    }
    if (found.findings().size() >= kMaxFindings) {
      if (found.findings().size() == kMaxFindings) {
        found.report("yaml/limit-exceeded", diag::at(file, {span.begin, span.begin}), "{}", kTooManyMistakes);
      }
      stream.documents.push_back(Document{Node(), span, true});
      continue;
    }
    std::size_t reached = chunk.begin;
    stream.documents.push_back(
        read_document(arena, file, text, chunk, options, stream.comments, found, reached));
    collect_rest(text, reached, chunk.end, stream.comments);
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
