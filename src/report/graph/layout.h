// What the formats of the graph share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/graph.h"

namespace fleetlint::report {

/// A unit's place in the tree of who renders whom.
struct TreeRow {
  int unit = 0;
  int depth = 0;
};

/// All units once, parents before their children, siblings in order. Units whose
/// parents go in a circle come at the end, at depth 0.
std::vector<TreeRow> tree_of(const diag::GraphCluster& cluster);

/// The style class of a unit: "rendered", "incomplete", "elsewhere" or "broken".
std::string_view class_of(diag::GraphState state);

/// "apps/prod", "." for the root.
std::string shown_path(std::string_view path);

/// "Kubernetes 1.34, Flux v2.8.1, by gotk-sync.yaml".
std::string facts_of(const diag::GraphCluster& cluster);

/// "12 objects", and what else is worth knowing: "suspended", "for another cluster".
std::string facts_of(const diag::GraphUnit& unit);

}  // namespace fleetlint::report
