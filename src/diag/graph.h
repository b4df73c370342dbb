// The fleet as a picture: clusters, their units and what joins them, as plain data
// for the reporters.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fleetlint::diag {

/// How well a unit is known: reporters show these apart.
enum class GraphState { rendered, incomplete, elsewhere, broken };

struct GraphUnit {
  std::string name;  ///< "namespace/name"
  std::string path;  ///< in its source; empty for the root
  GraphState state = GraphState::rendered;
  std::string state_text;  ///< "rendered", "source elsewhere" ...
  std::string reason;      ///< why it is not rendered whole; empty when it is
  std::size_t objects = 0;
  bool suspended = false;
  bool other_cluster = false;                   ///< its objects belong to a cluster reached by kubeConfig
  int parent = -1;                              ///< index of the unit that renders it; -1 for the entry
  int source = -1;                              ///< index of its source; -1 where there is no Flux
  std::vector<int> depends_on;                  ///< indexes
  std::vector<std::string> depends_on_missing;  ///< names that are no unit of the cluster
};

struct GraphSource {
  std::string name;   ///< "GitRepository flux-system/fleet"
  std::string place;  ///< its URL or bucket; empty when it is not written here
  bool here = false;  ///< its files are in this repository
};

struct GraphCluster {
  std::string name;
  std::string path;
  std::string found_by;
  std::string kubernetes;
  std::string flux;
  std::vector<GraphUnit> units;      ///< the entry first, then in order of discovery
  std::vector<GraphSource> sources;  ///< sorted by name
  std::size_t objects = 0;
};

struct FleetGraph {
  std::vector<GraphCluster> clusters;  ///< sorted by name
};

}  // namespace fleetlint::diag
