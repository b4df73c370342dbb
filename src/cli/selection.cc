#include "cli/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "lint/rule_pattern.h"

namespace fleetlint::cli {

std::string unknown_cluster(const std::vector<std::string>& wanted,
                            const std::vector<std::string_view>& known) {
  for (const std::string& name : wanted) {
    if (std::ranges::find(known, name) == known.end())
      return fmt::format("there is no cluster {}{}", quote(name), did_you_mean(name, known));
  }
  return {};
}

std::string keep_clusters(const std::vector<std::string>& names, diag::RunReport& run) {
  if (names.empty()) return {};
  std::vector<std::string_view> known;
  for (const diag::ClusterCoverage& cluster : run.coverage.clusters) known.push_back(cluster.name);
  if (std::string unknown = unknown_cluster(names, known); !unknown.empty()) return unknown;
  const auto wanted = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
  std::erase_if(run.findings,
                [&](const diag::Finding& finding) { return std::ranges::none_of(finding.clusters, wanted); });
  std::erase_if(run.coverage.clusters,
                [&](const diag::ClusterCoverage& cluster) { return !wanted(cluster.name); });
  return {};
}

void keep_rules(const std::vector<std::string>& patterns, diag::RunReport& run) {
  if (patterns.empty()) return;
  const auto is_meant = [&](const std::string& rule) {
    return std::ranges::any_of(
        patterns, [&](const std::string& pattern) { return lint::rule_matches(pattern, rule); });
  };
  std::erase_if(run.findings, [&](const diag::Finding& finding) { return !is_meant(finding.rule); });
  std::erase_if(run.rules, [&](const diag::RuleInfo& rule) { return !is_meant(rule.id); });
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
