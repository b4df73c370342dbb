// The pipeline: from a tree to settled findings.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "diag/run_report.h"
#include "io/file_tree.h"
#include "lint/config.h"
#include "source/source_map.h"

namespace fleetlint::lint {

struct Options {
  Config config;             ///< .fleetlint.yaml, with command-line options put over it
  int threads = 1;           ///< the result does not depend on it
  bool count_nodes = false;  ///< for --stats: costs a walk over all that is rendered
  /// Called at the start of a stage and now and then within: stage, done, total (0: unknown). May be empty.
  std::function<void(std::string_view stage, std::size_t done, std::size_t total)> progress;
};

/// Never fails: what goes wrong is a finding or said in the coverage.
diag::RunReport run(const io::TreePtr& repository, source::SourceMap& sources, const Options& options);

}  // namespace fleetlint::lint
