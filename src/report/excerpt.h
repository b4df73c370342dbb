// The line of a finding as it may be shown: short enough, fit for a terminal, and
// without values of Secrets.
#pragma once

#include <cstddef>
#include <string>

#include "diag/finding.h"
#include "report/regions.h"

namespace fleetlint::report {

/// What of a line fits, and where the value lies in it, counted in characters.
struct Excerpt {
  std::string text;
  std::size_t caret = 0;
  std::size_t length = 1;
};

/// `region` is that of the finding's primary location. A line longer than `width` characters
/// is cut on both sides so that the value is seen.
Excerpt excerpt(const diag::Finding& finding, const Region& region, const Regions& regions,
                std::size_t width);

}  // namespace fleetlint::report
