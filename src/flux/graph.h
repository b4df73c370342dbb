// From a cluster's entry to all its units, as kustomize-controller would go.
//
// A worklist keyed by namespace and name: render a unit, find the Flux
// Kustomizations, sources and ConfigMaps in what it renders, render those, and
// again what depends on what changed, until nothing changes. Ten rounds, then
// flux/depth-exceeded. Semantics: Flux's documentation of Kustomization v1 and
// shared notes in docs/flux.md.
#pragma once

#include <string>
#include <vector>

#include "flux/unit.h"
#include "flux/version.h"

namespace fleetlint::flux {

/// Where a cluster starts.
struct Entry {
  std::string cluster;         ///< the cluster's name: the shortest tail of the path that is unique in the fleet
  std::string path;            ///< directory in the repository that the cluster syncs
  kube::Object kustomization;  ///< the bootstrap Kustomization (gotk-sync.yaml, FluxInstance's); missing when there is none
  std::string found_by;        ///< "gotk-sync.yaml", "flux-system folder", "FluxInstance", "configuration", "no Flux"
  bool plain = false;          ///< no Flux here: a directory that is rendered as it is
  std::vector<diag::Finding> findings;
};

struct Graph {
  std::vector<Unit> units;  ///< the entry first, then in order of discovery
  std::vector<diag::Finding> findings;  ///< of the graph itself
  FluxVersion version;      ///< from gotk-components.yaml or FluxInstance; empty when unknown

  /// All objects of the cluster with the unit that renders them: those of units
  /// for another cluster left out.
  struct Placed { const Unit* unit; const kube::Object* object; };
  std::vector<Placed> objects() const;
};

/// `repository`: the tree that GitRepositories of this repository stand for.
Graph expand(const Entry& entry, const io::TreePtr& repository, kustomize::Engine& engine, kustomize::Run run);

}  // namespace fleetlint::flux
