// Which rule holds on which cluster: what reports for readers and auditors show.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "diag/run_report.h"

namespace fleetlint::report {

enum class Verdict {
  pass,
  pass_in_part,  ///< nothing found, but not all of the cluster could be rendered
  waived,        ///< only findings that were accepted, by a comment or the configuration
  fail,
};

class Assessment {
 public:
  /// Keeps a reference to `run`.
  explicit Assessment(const diag::RunReport& run);

  /// Findings of the rule on the cluster, those that are waived left out. "" as the cluster:
  /// findings of no cluster.
  std::size_t findings(const std::string& rule, const std::string& cluster) const;
  /// Findings of the rule on the cluster that are waived.
  std::size_t waived(const std::string& rule, const std::string& cluster) const;
  bool failed(const std::string& rule) const { return failures_.contains(rule); }
  std::size_t rules_failed_on(const std::string& cluster) const;
  std::vector<std::string> clusters_failing(const std::string& rule) const;
  Verdict verdict(const std::string& rule, const diag::ClusterCoverage& cluster) const;
  /// Findings of a severity on a cluster.
  std::size_t count(diag::Severity severity, const std::string& cluster) const;

 private:
  using Cells = std::map<std::string, std::map<std::string, std::size_t>>;  // rule → cluster → findings
  static std::size_t look_up(const Cells& cells, const std::string& rule, const std::string& cluster);

  Cells failures_;
  Cells waived_;
  std::map<std::string, std::map<diag::Severity, std::size_t>> severities_;  // by cluster
};

/// Could some unit of the cluster not be rendered whole?
bool rendered_in_part(const diag::ClusterCoverage& cluster);

}  // namespace fleetlint::report
