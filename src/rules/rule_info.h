// A rule's page as reports show it.
#pragma once

#include "diag/run_report.h"
#include "rules/rule.h"

namespace fleetlint::rules {

/// `severity` is the one that the configuration leaves it with.
diag::RuleInfo info_of(const Rule& rule, diag::Severity severity);

}  // namespace fleetlint::rules
