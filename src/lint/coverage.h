// Coverage: what was discovered, rendered, validated and skipped, and why.
#pragma once

#include "diag/run_report.h"
#include "fleet/fleet.h"
#include "lint/object_checks.h"
#include "lint/scan.h"
#include "source/source_map.h"

namespace fleetlint::lint {

diag::Coverage coverage_of(const Scan& scan, const source::SourceMap& sources, const fleet::Fleet& fleet,
                           const ObjectChecks& checks);

}  // namespace fleetlint::lint
