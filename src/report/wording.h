// Phrases that several formats share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/run_report.h"

namespace fleetlint::report {

/// "3 clusters: prod-east, prod-west, staging"; after `shown` names "… (+82)". Empty for none.
std::string clusters_phrase(const std::vector<std::string>& clusters, std::size_t shown = 5);

/// `Deployment "default/api"`, with the path in it when there is one; empty without an object.
std::string object_phrase(const diag::Finding& finding);

/// "suppressed: the reason"; empty when it is not suppressed.
std::string suppression_phrase(const diag::Finding& finding);

struct Totals {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t infos = 0;
  std::size_t suppressed = 0;
  std::size_t files = 0;  ///< with findings
  std::size_t shown() const { return errors + warnings + infos; }
};

/// Of the findings that are not suppressed, save for the count of those that are.
Totals count(const diag::RunReport& run);

/// "12 findings (9 errors, 3 warnings) in 8 files"; "no findings".
std::string totals_phrase(const Totals& totals);

/// "3 clusters, 41 units, 530 objects".
std::string coverage_phrase(const diag::Coverage& coverage);

/// `path` below `root`: "fleet" and "apps/a.yaml" are "fleet/apps/a.yaml". An empty path stays empty.
std::string below(std::string_view root, std::string_view path);

/// The text without control characters and bytes that are no UTF-8: safe for a
/// terminal and for JSON. Tabs become blanks.
std::string printable(std::string_view text);

}  // namespace fleetlint::report
