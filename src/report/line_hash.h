// The hash by which GitHub recognises an alert when its line has moved.
//
// Follows the documented `primaryLocationLineHash` of code scanning: a rolling
// hash over the 100 UTF-16 code units (blanks and tabs left out) that begin at a
// line, and how many lines before had the same. Computing it here makes uploads
// by the API and by the action agree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::report {

/// "hex:occurrence" for each line, the first line at index 0. The text is UTF-8.
std::vector<std::string> line_hashes(std::string_view text);

}  // namespace fleetlint::report
