// Less than all findings: those of some clusters or rules, those that a change brought.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/run_report.h"

namespace fleetlint::cli {

/// "there is no cluster ...", with what may be meant, for the first of `wanted` that is not
/// among `known`; else nothing.
std::string unknown_cluster(const std::vector<std::string>& wanted,
                            const std::vector<std::string_view>& known);

/// Leaves the findings of these clusters, and their coverage; with no names, everything. Gives
/// what went wrong (there is no such cluster), or nothing.
std::string keep_clusters(const std::vector<std::string>& names, diag::RunReport& run);

/// Leaves the findings and the pages of the rules that are meant (lint/rule_pattern.h); with no
/// patterns, everything.
void keep_rules(const std::vector<std::string>& patterns, diag::RunReport& run);

/// Takes out what `before` reported already. A finding is the same when its fingerprint is: lines
/// above it may have come and gone.
void drop_known(const diag::RunReport& before, diag::RunReport& run);

}  // namespace fleetlint::cli
