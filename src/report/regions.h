// Where findings are, in lines and columns: the one place that turns bytes into them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "diag/finding.h"
#include "source/line_index.h"
#include "source/source_map.h"

namespace fleetlint::report {

/// One line at most: a value that spans several is shown by its first. The end
/// is exclusive.
struct Region {
  source::Position begin;
  source::Position end;
  std::string_view line;       ///< the line's text
  std::size_t begin_byte = 0;  ///< in the line
  std::size_t end_byte = 0;
};

/// Remembers the line starts of each file it was asked about.
class Regions {
 public:
  explicit Regions(const source::SourceMap& sources) : sources_(sources) {}

  Region of(const diag::Location& location);
  const source::LineIndex& lines(source::FileId file);
  std::string_view text(source::FileId file) const { return sources_.text(file); }

 private:
  const source::SourceMap& sources_;
  std::map<source::FileId, source::LineIndex> lines_;
};

}  // namespace fleetlint::report
