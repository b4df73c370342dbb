// Giving places their paths.
//
// A FileId is a content; equal files of several clusters share it. The path to show
// is the one by which the unit at hand loaded it, else its cluster, else the first
// of all files with that content.
#pragma once

#include <string_view>

#include "diag/finding.h"
#include "fleet/fleet.h"
#include "lint/scan.h"
#include "source/source_map.h"

namespace fleetlint::lint {

class Locator {
 public:
  Locator(const Scan& scan, const fleet::Fleet& fleet);

  /// Fills in the paths of all locations that have none. `unit` and `cluster` may be null.
  void locate(diag::Finding& finding, const flux::Unit* unit, std::size_t cluster) const;

  /// Findings that no cluster is known for.
  static constexpr std::size_t kNoCluster = static_cast<std::size_t>(-1);

  const source::LoadedPaths& everything() const { return everything_; }
  const source::LoadedPaths& of_cluster(std::size_t cluster) const { return clusters_[cluster]; }

 private:
  source::LoadedPaths everything_;
  std::vector<source::LoadedPaths> clusters_;
};

}  // namespace fleetlint::lint
