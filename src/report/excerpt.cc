#include "report/excerpt.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/redact.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

/// A line and what is marked in it.
struct Line {
  std::string text;
  std::size_t begin = 0;  ///< columns, from 0
  std::size_t end = 0;
};

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Line shown_line(const diag::Finding& finding, const Region& region, const Regions& regions) {
  if (!may_hold_secret(finding, region.line, regions.text(finding.primary.file))) {
    return {std::string(region.line), region.begin.column - 1, region.end.column - 1};
  }
  const SafeLine safe = without_value(region);
  const std::string_view text = safe.text;
  return {safe.text, characters_in(text.substr(0, safe.begin)), characters_in(text.substr(0, safe.end))};
}

}  // namespace

Excerpt excerpt(const diag::Finding& finding, const Region& region, const Regions& regions,
                std::size_t width) {
  const Line line = shown_line(finding, region, regions);
  // Characters, not bytes: a continuation byte belongs to the one before.
  std::vector<std::string> characters;
  for (const char c : printable(line.text)) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, c);
    }
  }
  const std::size_t begin = std::min(line.begin, characters.size());
  const std::size_t end = std::clamp(line.end, begin, characters.size());
  Excerpt result;
  std::size_t first = 0;
  // The value should be seen: a long line is cut on the left as well.
  if (end > width && begin > width / 3) first = std::min(begin - width / 3, characters.size());
  const std::size_t last = std::min(characters.size(), first + width);
  if (first > 0) result.text = "…";
  for (std::size_t i = first; i < last; ++i) result.text += characters[i];
  if (last < characters.size()) result.text += "…";
  result.caret = begin - first + (first > 0 ? 1 : 0);
  result.length = std::max<std::size_t>(1, std::min(end, last) - std::min(begin, last));
  return result;
}

}  // namespace fleetlint::report
