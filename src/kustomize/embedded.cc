#include "kustomize/embedded.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/strings.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void append_utf8(std::string& text, unsigned long code) {
  const auto put = [&](unsigned long byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xE0 | code >> 12);
    } else {
      put(0xF0 | (code >> 18 & 7));
      put(0x80 | (code >> 12 & 63));
    }
    put(0x80 | (code >> 6 & 63));
  }
  put(0x80 | (code & 63));
}

/// From offsets in a scalar's value to offsets in the file: the scalar is read once
/// more, byte for byte, beside its value. Where the two do not agree, the whole
/// scalar is the place of all that is in it.
class OffsetMap {
 public:
  /// Offsets are behind the value's first `skipped` bytes.
  OffsetMap(std::string_view file_text, yaml::Node scalar, std::uint32_t skipped)
      : file_(file_text),
        value_(scalar.text()),
        scalar_(scalar),
        outer_(scalar.origin().span),
        skipped_(skipped) {
    outer_.end = std::min(outer_.end, static_cast<std::uint32_t>(file_text.size()));
    outer_.begin = std::min(outer_.begin, outer_.end);
    source_ = file_text.substr(outer_.begin, outer_.end - outer_.begin);
    const yaml::Style style = scalar.style();
    const bool is_block = style == yaml::Style::literal || style == yaml::Style::folded;
    if (!(is_block ? read_block() : read_flow()) || bytes_.size() != value_.size()) bytes_.clear();
  }

  source::Span map(source::Span span) const {
    if (bytes_.empty()) return outer_;
    span = {span.begin + skipped_, span.end + skipped_};
    const std::size_t size = bytes_.size();
    if (span.begin >= size) return {outer_.end, outer_.end};
    const std::uint32_t begin = bytes_[span.begin].begin;
    if (span.end <= span.begin) return {begin, begin};
    return {begin, std::max(begin, bytes_[std::min<std::size_t>(span.end, size) - 1].end)};
  }

  /// A place in the value as one in the file. Bytes that are escaped or folded there
  /// do not say the same when read alone: what they become is the conversion.
  yaml::Origin map(Arena& arena, yaml::Origin origin) const {
    const source::Span inner = origin.span;
    origin.span = map(inner);
    const std::string_view piece =
        value_.substr(std::min<std::size_t>(inner.begin + skipped_, value_.size()), inner.end - inner.begin);
    const bool is_block = scalar_.style() == yaml::Style::literal || scalar_.style() == yaml::Style::folded;
    const std::string_view bytes = file_.substr(origin.span.begin, origin.span.end - origin.span.begin);
    if (bytes_.empty() || (!is_block && bytes != piece)) {
      origin.operation = yaml::Operation::converted;
      origin.cause = yaml::keep(arena, scalar_.origin());
    }
    return origin;
  }

 private:
  /// The bytes of the file that give one byte of the value.
  struct Byte {
    std::uint32_t begin;
    std::uint32_t end;
  };

  /// The value has `text` next, which the source has in [begin, end).
  bool take(std::string_view text, std::size_t begin, std::size_t end) {
    if (!value_.substr(bytes_.size()).starts_with(text)) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      bytes_.push_back(
          {outer_.begin + static_cast<std::uint32_t>(begin), outer_.begin + static_cast<std::uint32_t>(end)});
    }
    return true;
  }

  /// Lines behind the header, each behind the block's indentation; between folded ones a space.
  bool read_block() {
    std::size_t at = source_.find('\n');
    std::size_t indent = std::string_view::npos;
    const std::size_t digit = source_.substr(0, at).find_first_of("123456789");
    while (at != std::string_view::npos && bytes_.size() < value_.size()) {
      const std::size_t begin = at + 1;
      at = source_.find('\n', begin);
      std::size_t end = std::min(at, source_.size());
      if (end > begin && source_[end - 1] == '\r') --end;
      std::string_view line = source_.substr(begin, end - begin);
      const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
      if (indent == std::string_view::npos && blanks < line.size()) {
        indent = blanks;
        // An indicator: leading blanks of the first line are text.
        if (digit != std::string_view::npos) indent -= std::min(indent, value_.find_first_not_of(" \n"));
      }
      const std::size_t cut = std::min(blanks, indent);
      line.remove_prefix(cut);
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (!take(line.substr(i, 1), begin + cut + i, begin + cut + i + 1)) return false;
      }
      if (bytes_.size() == value_.size()) break;
      // A line break, or what folding made of it: a space, or nothing before an empty line.
      if (value_[bytes_.size()] == '\n' || value_[bytes_.size()] == ' ') {
        const bool is_folded_away = scalar_.style() == yaml::Style::folded && value_[bytes_.size()] == '\n' &&
                                    !line.empty() && begins_empty_line(at);
        if (!is_folded_away) take(value_.substr(bytes_.size(), 1), end, std::min(end + 1, source_.size()));
      }
    }
    return true;
  }

  /// Is the line behind the line break at `at` empty, while text follows it?
  bool begins_empty_line(std::size_t at) const {
    if (at == std::string_view::npos) return false;
    const std::size_t next = source_.find_first_not_of(" \r", at + 1);
    return next != std::string_view::npos && source_[next] == '\n' &&
           source_.find_first_not_of(" \r\n", next) != std::string_view::npos;
  }

  bool read_flow() {
    const bool is_double = source_.starts_with('"');
    const bool is_quoted = is_double || source_.starts_with('\'');
    std::size_t at = is_quoted ? 1 : 0;
    const std::size_t end = source_.size() - (is_quoted && source_.size() > 1 ? 1 : 0);
    while (at < end) {
      std::size_t next = at;
      while (next < end && is_blank(source_[next])) ++next;
      if (next < end && (source_[next] == '\n' || source_[next] == '\r')) {
        std::size_t breaks = 0;
        for (; next < end && (is_blank(source_[next]) || source_[next] == '\n' || source_[next] == '\r');
             ++next) {
          if (source_[next] == '\n' || source_.substr(next, 2) != "\r\n")
            breaks += is_blank(source_[next]) ? 0U : 1U;
        }
        if (!take(breaks == 1 ? std::string(" ") : std::string(breaks - 1, '\n'), at, next)) return false;
        at = next;
      } else if (is_double && source_[at] == '\\') {
        if (!read_escape(at, end)) return false;
      } else if (is_quoted && !is_double && source_.substr(at).starts_with("''")) {
        if (!take("'", at, at + 2)) return false;
        at += 2;
      } else {
        if (!take(source_.substr(at, 1), at, at + 1)) return false;
        ++at;
      }
    }
    return true;
  }

  bool read_escape(std::size_t& at, std::size_t end) {
    constexpr std::string_view kNames = "0abtnvfre \"/\\\tN_LP";
    static const std::string_view kTexts[] = {
        {"\0", 1}, "\a", "\b", "\t", "\n", "\v",       "\f",       "\r",           "\x1B",
        " ",       "\"", "/",  "\\", "\t", "\xC2\x85", "\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    if (at + 1 >= end) return false;
    const char name = source_[at + 1];
    std::size_t next = at + 2;
    std::string text;
    if (name == '\n' || name == '\r') {
      while (next < end && (is_blank(source_[next]) || source_[next] == '\n')) ++next;
    } else if (const std::size_t found = kNames.find(name); found != std::string_view::npos) {
      text = kTexts[found];
    } else {
      const std::size_t digits = name == 'x' ? 2 : name == 'u' ? 4 : name == 'U' ? 8 : 0;
      if (digits == 0 || next + digits > end) return false;
      unsigned long code = 0;
      const char* last = source_.data() + next + digits;
      if (std::from_chars(source_.data() + next, last, code, 16).ptr != last) return false;
      append_utf8(text, code);
      next += digits;
    }
    if (!take(text, at, next)) return false;
    at = next;
    return true;
  }

  std::string_view file_;
  std::string_view value_;
  yaml::Node scalar_;
  source::Span outer_;
  std::uint32_t skipped_;
  std::string_view source_;
  std::vector<Byte> bytes_;
};

class Mover {
 public:
  Mover(Arena& arena, const OffsetMap& map) : arena_(arena), map_(map) {}

  yaml::Node move(yaml::Node node) {
    if (node.is_mapping()) {
      std::vector<yaml::Entry> entries(node.entries().begin(), node.entries().end());
      for (yaml::Entry& entry : entries) {
        entry.key_origin = move(entry.key_origin);
        entry.value = move(entry.value);
      }
      return make_mapping(arena_, entries, move(node.origin()), node.style());
    }
    if (node.is_sequence()) {
      std::vector<yaml::Node> items(node.items().begin(), node.items().end());
      for (yaml::Node& item : items) item = move(item);
      return make_sequence(arena_, items, move(node.origin()), node.style());
    }
    return node ? with_origin(arena_, node, move(node.origin())) : node;
  }

 private:
  yaml::Origin move(const yaml::Origin& origin) const { return map_.map(arena_, origin); }

  Arena& arena_;
  const OffsetMap& map_;
};

}  // namespace

Embedded parse_embedded(Arena& arena, std::string_view file_text, yaml::Node scalar, yaml::Dialect dialect,
                        bool trimmed) {
  Embedded embedded;
  diag::Collector out;
  yaml::ParseOptions options;
  options.dialect = dialect;
  const std::string_view text = trimmed ? trim(scalar.text()) : scalar.text();
  const OffsetMap map(file_text, scalar,
                      static_cast<std::uint32_t>(text.empty() ? 0 : text.data() - scalar.text().data()));
  const source::FileId file = scalar.origin().file;
  embedded.stream = yaml::parse(arena, file, text, options, out);
  for (yaml::Document& document : embedded.stream.documents) {
    document.root = Mover(arena, map).move(document.root);
    document.span = map.map(document.span);
  }
  embedded.findings = out.take();
  for (diag::Finding& finding : embedded.findings) {
    finding.primary.span = map.map(finding.primary.span);
    for (diag::Location& location : finding.related) {
      if (location.file == file) location.span = map.map(location.span);
    }
  }
  return embedded;
}

}  // namespace fleetlint::kustomize
