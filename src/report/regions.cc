#include "report/regions.h"

#include <algorithm>

namespace fleetlint::report {

const source::LineIndex& Regions::lines(source::FileId file) {
  return lines_.try_emplace(file, sources_.text(file)).first->second;
}

Region Regions::of(const diag::Location& location) {
  const source::LineIndex& index = lines(location.file);
  const std::string_view text = sources_.text(location.file);
  Region region;
  region.begin = index.position(location.span.begin);
  region.line = index.line(region.begin.line);
  std::size_t end = std::clamp<std::size_t>(location.span.end, location.span.begin, text.size());
  const std::size_t line_end = std::min(text.find('\n', location.span.begin), text.size());
  end = std::min(end, line_end);
  while (end > location.span.begin && (text[end - 1] == '\r' || text[end - 1] == ' ')) --end;
  region.end = index.position(static_cast<std::uint32_t>(end));
  const std::size_t line_begin = text.substr(0, location.span.begin).rfind('\n') + 1;  // npos + 1 is 0
  region.begin_byte = std::min<std::size_t>(location.span.begin - line_begin, region.line.size());
  region.end_byte = std::clamp(end - line_begin, region.begin_byte, region.line.size());
  return region;
}

}  // namespace fleetlint::report
