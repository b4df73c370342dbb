// What a run hands to the reporters: findings, coverage and timings, as plain data.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "diag/finding.h"
#include "diag/graph.h"

namespace fleetlint::diag {

/// The page of a rule as reporters show it.
struct RuleInfo {
  std::string id;
  std::string summary;
  std::string help;  ///< Markdown
  Severity severity = Severity::warning;
  Confidence confidence = Confidence::high;
  std::vector<std::string> controls;
};

struct UnitCoverage {
  std::string unit;  ///< "namespace/name"
  std::string path;
  std::string state;  ///< "rendered", "source elsewhere" ...
  std::size_t objects = 0;
  bool suspended = false;
};

struct ClusterCoverage {
  std::string name;
  std::string path;
  std::string found_by;
  std::string kubernetes;  ///< "1.34", "1.36 (assumed)"
  std::string flux;        ///< "v2.8.1", "unknown"
  std::vector<UnitCoverage> units;
  std::size_t objects = 0;
};

/// What was discovered, rendered, validated and skipped, and why.
struct Coverage {
  std::size_t files = 0;
  std::size_t bytes = 0;
  std::size_t documents = 0;
  std::vector<ClusterCoverage> clusters;
  std::size_t objects_validated = 0;  ///< distinct
  std::size_t objects_without_schema = 0;
  std::vector<std::pair<std::string, std::size_t>> kinds_without_schema;  ///< "example.com/v1 Widget", count
  std::vector<std::pair<std::string, std::string>> skipped;               ///< what, why; sorted
  std::vector<std::string> looked_for;  ///< when no cluster was found: what would have been one
  bool incomplete = false;              ///< something could not be analysed: --strict fails
};

struct StageTime {
  std::string stage;
  double seconds = 0;
};

struct RunReport {
  std::string tool_version;
  std::vector<Finding> findings;  ///< settled: located, merged, sorted; suppressed ones are marked
  std::vector<RuleInfo> rules;    ///< of the findings
  Coverage coverage;
  FleetGraph graph;
  std::vector<StageTime> times;
  std::vector<std::pair<std::string, std::string>> counters;  ///< for --stats: name, value
};

}  // namespace fleetlint::diag
