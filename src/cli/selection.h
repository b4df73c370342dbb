// Less than all findings: those of some clusters, those that a change brought.
#pragma once

#include <string>
#include <vector>

#include "diag/run_report.h"

namespace fleetlint::cli {

/// Leaves the findings of these clusters, and their coverage; with no names, everything. Gives
/// what went wrong (there is no such cluster), or nothing.
std::string keep_clusters(const std::vector<std::string>& names, diag::RunReport& run);

/// Takes out what `before` reported already. A finding is the same when its fingerprint is: lines
/// above it may have come and gone.
void drop_known(const diag::RunReport& before, diag::RunReport& run);

}  // namespace fleetlint::cli
