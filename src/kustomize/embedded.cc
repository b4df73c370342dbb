#include "kustomize/embedded.h"

#include <algorithm>

#include "base/strings.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

/// From offsets in a scalar's value to offsets in the file.
class OffsetMap {
 public:
  OffsetMap(std::string_view file_text, yaml::Node scalar) : outer_(scalar.origin().span) {
    const std::string_view value = scalar.text();
    outer_.end = std::min(outer_.end, static_cast<std::uint32_t>(file_text.size()));
    outer_.begin = std::min(outer_.begin, outer_.end);
    const std::string_view source = file_text.substr(outer_.begin, outer_.end - outer_.begin);
    if (scalar.style() == yaml::Style::literal) {
      map_lines(value, source);
    } else if (const std::size_t at = value.empty() ? std::string_view::npos : source.find(value);
               at != std::string_view::npos) {
      lines_.push_back({0, outer_.begin + static_cast<std::uint32_t>(at)});
    }
  }

  source::Span map(source::Span span) const {
    if (lines_.empty()) return outer_;
    source::Span mapped{map(span.begin), span.end > span.begin ? map(span.end - 1) + 1 : 0};
    if (mapped.end < mapped.begin) mapped.end = mapped.begin;
    return mapped;
  }

 private:
  struct Line {
    std::uint32_t value_offset;
    std::uint32_t file_offset;
  };

  /// A literal block has its lines one for one, each behind the block's indentation.
  void map_lines(std::string_view value, std::string_view source) {
    std::size_t next = source.find('\n');
    std::uint32_t offset = 0;
    for (const std::string_view line : split(value, '\n')) {
      if (next == std::string_view::npos) break;
      const std::size_t begin = next + 1;
      next = source.find('\n', begin);
      const std::string_view written = source.substr(begin, next == std::string_view::npos ? next : next - begin);
      const std::size_t indent = written.size() >= line.size() ? written.find(line) : std::string_view::npos;
      // An indentation indicator or a text that does not fit: give the whole block.
      if (indent == std::string_view::npos) {
        lines_.clear();
        return;
      }
      lines_.push_back({offset, outer_.begin + static_cast<std::uint32_t>(begin + (line.empty() ? 0 : written.size() - line.size() - (written.ends_with('\r') ? 1 : 0)))});
      offset += static_cast<std::uint32_t>(line.size() + 1);
    }
  }

  std::uint32_t map(std::uint32_t offset) const {
    auto it = std::ranges::upper_bound(lines_, offset, {}, &Line::value_offset);
    if (it != lines_.begin()) --it;
    return std::min(outer_.end, it->file_offset + (offset - std::min(offset, it->value_offset)));
  }

  source::Span outer_;
  std::vector<Line> lines_;
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
  yaml::Origin move(yaml::Origin origin) const {
    origin.span = map_.map(origin.span);
    return origin;
  }

  Arena& arena_;
  const OffsetMap& map_;
};

}  // namespace

Embedded parse_embedded(Arena& arena, std::string_view file_text, yaml::Node scalar, yaml::Dialect dialect) {
  Embedded embedded;
  diag::Collector out;
  yaml::ParseOptions options;
  options.dialect = dialect;
  const OffsetMap map(file_text, scalar);
  const source::FileId file = scalar.origin().file;
  embedded.stream = yaml::parse(arena, file, scalar.text(), options, out);
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
