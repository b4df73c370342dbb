// From byte offsets to lines and columns, for reporters.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace fleetlint::source {

/// Line and column count from 1. The column counts Unicode code points; SARIF's
/// UTF-16 columns are `utf16_column`.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t utf16_column = 1;
};

/// The line starts of one text. Keeps a view: the text must outlive it.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  Position position(std::uint32_t offset) const;

  /// The text of a line (from 1) without its line break; empty past the end.
  std::string_view line(std::uint32_t number) const;

  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }

 private:
  std::string_view text_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace fleetlint::source
