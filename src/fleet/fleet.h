// The fleet: all clusters of the repository side by side.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/run_memo.h"
#include "fleet/index.h"
#include "fleet/stage.h"
#include "flux/graph.h"

namespace fleetlint::fleet {

struct KubernetesVersion {
  int major = 0;
  int minor = 0;
  std::string text;      ///< as written
  bool assumed = false;  ///< nothing in the repository tells: newest known
};

struct Cluster {
  std::string name;
  flux::Entry entry;
  flux::Graph graph;
  Index index;
  KubernetesVersion kubernetes;
  std::shared_ptr<RunMemo> memo;  ///< one for all clusters of a run
  Stage stage = Stage::unknown;
  std::string group;       ///< clusters of one group are peers; empty: it has none
  std::string grouped_by;  ///< "configuration", "label env", "name"

  /// Could something that is not rendered here make any object of this namespace
  /// (a HelmRelease into it, a unit whose source is elsewhere, an incomplete
  /// unit)? Then a missing reference is unknown, not wrong.
  bool is_open(std::string_view name_space) const;
  /// The same for cluster-scoped objects and custom kinds.
  bool is_open() const;
  /// The same for Flux's own objects (sources, Kustomizations ...) that `asking`
  /// refers to: a chart makes none of them, another unit that is not rendered or a
  /// ResourceSet may. What `asking` itself would render does not count: it waits
  /// for what it refers to.
  bool is_open_to_flux(std::string_view name_space, const flux::Unit* asking = nullptr) const;
  /// Is it this repository as a source, which bootstrap may have made?
  bool is_own_source(std::string_view kind, std::string_view name_space, std::string_view source) const;
};

struct Fleet {
  std::vector<std::unique_ptr<Cluster>> clusters;  ///< sorted by name
  std::vector<diag::Finding> findings;
  /// What was looked for when no cluster was found, for the message.
  std::vector<std::string> looked_for;
};

struct ConfiguredCluster {
  std::string name;  ///< empty: from the path
  std::string path;
  std::string kubernetes;  ///< empty: derived
  std::string flux;
};

struct LoadOptions {
  std::vector<ConfiguredCluster> clusters;  ///< from .fleetlint.yaml; empty: discover
  std::string default_kubernetes;           ///< from .fleetlint.yaml; empty: newest known
  int threads = 1;
  std::string default_flux;             ///< from .fleetlint.yaml; empty: derived only
  std::vector<ConfiguredGroup> groups;  ///< from .fleetlint.yaml
};

/// Discovers the clusters and renders all of them.
Fleet load(const io::TreePtr& repository, kustomize::Engine& engine, kustomize::Run run,
           const LoadOptions& options);

}  // namespace fleetlint::fleet
