// --stats: what was discovered, rendered, validated and skipped, and the time of each stage.
#pragma once

#include <string>

#include "diag/run_report.h"

namespace fleetlint::report {

/// Lines for a person. Times differ from run to run; all else does not.
std::string stats_text(const diag::RunReport& run);

}  // namespace fleetlint::report
