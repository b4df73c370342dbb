#include "report/assessment.h"

#include <algorithm>

namespace fleetlint::report {

bool rendered_in_part(const diag::ClusterCoverage& cluster) {
  return std::ranges::any_of(cluster.units,
                             [](const diag::UnitCoverage& unit) { return unit.state != "rendered"; });
}

Assessment::Assessment(const diag::RunReport& run) {
  for (const diag::Finding& finding : run.findings) {
    Cells& cells = finding.suppressed ? waived_ : failures_;
    if (finding.clusters.empty()) ++cells[finding.rule][""];
    for (const std::string& cluster : finding.clusters) {
      ++cells[finding.rule][cluster];
      if (!finding.suppressed) ++severities_[cluster][finding.severity];
    }
  }
}

std::size_t Assessment::look_up(const Cells& cells, const std::string& rule, const std::string& cluster) {
  const auto row = cells.find(rule);
  if (row == cells.end()) return 0;
  const auto cell = row->second.find(cluster);
  return cell == row->second.end() ? 0 : cell->second;
}

std::size_t Assessment::findings(const std::string& rule, const std::string& cluster) const {
  return look_up(failures_, rule, cluster);
}

std::size_t Assessment::waived(const std::string& rule, const std::string& cluster) const {
  return look_up(waived_, rule, cluster);
}

std::size_t Assessment::rules_failed_on(const std::string& cluster) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(failures_, [&](const auto& row) { return row.second.contains(cluster); }));
}

std::vector<std::string> Assessment::clusters_failing(const std::string& rule) const {
  std::vector<std::string> names;
  if (const auto row = failures_.find(rule); row != failures_.end()) {
    for (const auto& [cluster, number] : row->second) {
      if (!cluster.empty()) names.push_back(cluster);
    }
  }
  return names;
}

Verdict Assessment::verdict(const std::string& rule, const diag::ClusterCoverage& cluster) const {
  if (findings(rule, cluster.name) != 0) return Verdict::fail;
  if (waived(rule, cluster.name) != 0) return Verdict::waived;
  return rendered_in_part(cluster) ? Verdict::pass_in_part : Verdict::pass;
}

std::size_t Assessment::count(diag::Severity severity, const std::string& cluster) const {
  const auto row = severities_.find(cluster);
  if (row == severities_.end()) return 0;
  const auto cell = row->second.find(severity);
  return cell == row->second.end() ? 0 : cell->second;
}

}  // namespace fleetlint::report
