// From a cluster's entry to all its units, as kustomize-controller would go.
//
// A worklist keyed by namespace and name: render a unit, find the Flux
// Kustomizations, sources and ConfigMaps in what it renders, render those, and
// again what depends on what changed, until nothing changes. Ten rounds, then
// flux/depth-exceeded. Which tree a source stands for: cluster_sources.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flux/artifact.h"
#include "flux/build_facts.h"
#include "flux/cluster_sources.h"
#include "flux/generate.h"
#include "flux/substitution_cache.h"
#include "flux/unit.h"
#include "flux/version.h"

namespace fleetlint::flux {

/// Where a cluster starts.
struct Entry {
  std::string cluster;  ///< the cluster's name: the shortest tail of the path that is unique in the fleet
  std::string path;     ///< directory in the repository that the cluster syncs
  kube::Object kustomization;  ///< the bootstrap Kustomization (gotk-sync.yaml, FluxInstance's); missing when
                               ///< there is none
  std::string folder;  ///< the part of `path` that stands for the root of the source: "" nearly always
  std::optional<SourceKey> source;  ///< the source that is this repository; nothing: to be found out
  source::LoadedPaths paths;        ///< of the file that `kustomization` is from
  FluxVersion flux;  ///< from the configuration or the gotk-components.yaml below `path`; unknown: look at
                     ///< what is rendered
  std::string
      found_by;        ///< "gotk-sync.yaml", "flux-system folder", "FluxInstance", "configuration", "no Flux"
  bool plain = false;  ///< no Flux here: a directory that is rendered as it is
  std::vector<diag::Finding> findings;
};

struct Graph {
  std::vector<Unit> units;              ///< the entry first, then in order of discovery
  std::vector<diag::Finding> findings;  ///< of the graph itself
  std::optional<SourceKey> own_source;  ///< the source that is this repository, as far as it is known
  FluxVersion version;                  ///< from gotk-components.yaml or FluxInstance; empty when unknown

  /// All objects of the cluster with the unit that renders them: those of units
  /// for another cluster left out.
  struct Placed {
    const Unit* unit;
    const kube::Object* object;
  };
  std::vector<Placed> objects() const;
};

/// What the clusters of a run share, so that each thing is made once.
struct Workshop {
  Workshop(io::TreePtr repository, kustomize::Engine& shared_engine, kustomize::Run shared_run)
      : engine(shared_engine),
        run(shared_run),
        artifacts(std::move(repository), run.sources),
        kustomizations(run) {}

  kustomize::Engine& engine;
  kustomize::Run run;
  Artifacts artifacts;
  KustomizationMaker kustomizations;
  SubstitutionCache substitutions;
  BuildFactsCache build_facts;
};

/// Safe from several threads with one workshop.
Graph expand(const Entry& entry, Workshop& workshop);

}  // namespace fleetlint::flux
