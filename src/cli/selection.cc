#include "cli/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/strings.h"

namespace fleetlint::cli {

std::string keep_clusters(const std::vector<std::string>& names, diag::RunReport& run) {
  if (names.empty()) return {};
  std::vector<std::string_view> known;
  for (const diag::ClusterCoverage& cluster : run.coverage.clusters) known.push_back(cluster.name);
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) == known.end())
      return fmt::format("there is no cluster {}{}", quote(name), did_you_mean(name, known));
  }
  const auto wanted = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
  std::erase_if(run.findings,
                [&](const diag::Finding& finding) { return std::ranges::none_of(finding.clusters, wanted); });
  std::erase_if(run.coverage.clusters,
                [&](const diag::ClusterCoverage& cluster) { return !wanted(cluster.name); });
  return {};
}

void drop_known(const diag::RunReport& before, diag::RunReport& run) {
  std::set<std::string_view> known;
  for (const diag::Finding& finding : before.findings) {
    if (!finding.suppressed) known.insert(finding.fingerprint);
  }
  std::erase_if(run.findings,
                [&](const diag::Finding& finding) { return known.contains(finding.fingerprint); });
}

}  // namespace fleetlint::cli
