// Source lines as they may be shown: values of Secrets appear in no output.
//
// Rules and engines leave such values out of their messages; an excerpt of the
// file would bring them back.
#pragma once

#include <string>
#include <string_view>

#include "diag/finding.h"
#include "report/regions.h"

namespace fleetlint::report {

/// May the line hold a secret value? So it is when the finding is about a secret or
/// an object of kind Secret, or about nothing that is known in a file that has one.
bool may_hold_secret(const diag::Finding& finding, std::string_view line, std::string_view file_text);

struct SafeLine {
  std::string text;       ///< the line with stars for its value
  std::size_t begin = 0;  ///< what is marked, in bytes of `text`
  std::size_t end = 0;
};

/// Keeps the key, if there is one, and nothing else.
SafeLine without_value(const Region& region);

}  // namespace fleetlint::report
