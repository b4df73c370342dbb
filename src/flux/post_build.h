// postBuild: the variables of one unit.
//
// substituteFrom in order, later ones win, then substitute, which wins over all.
// ConfigMaps come from what the cluster renders; of a Secret the names are known
// and the values stay hidden. A source that is not in the repository may set
// anything: then the variables are not complete.
#pragma once

#include "diag/collector.h"
#include "flux/envsubst.h"
#include "flux/inventory.h"
#include "flux/unit.h"

namespace fleetlint::flux {

struct PostBuild {
  bool runs = false;  ///< is there anything to substitute with?
  Variables variables;
  std::vector<std::string> absent;  ///< what may set more and is not here: "Secret flux-system/vars"
  std::vector<const void*> inputs;  ///< identities of the objects that were read
  std::vector<int> units;           ///< that render them
};

/// `findings`: names that Flux refuses (flux/substitution-failed).
PostBuild post_build(const kube::Object& kustomization, std::string_view name_space,
                     const Inventory& inventory, diag::Collector& findings);

}  // namespace fleetlint::flux
