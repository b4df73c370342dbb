// ResourceSets of a cluster that flux/resource_set.h does not render: what they make is unknown.
#pragma once

#include <string>
#include <vector>

#include "fleet/fleet.h"

namespace fleetlint::fleet {

struct UnrenderedSet {
  kube::Object object;
  std::string reason;  ///< for a person
};

/// In order of units.
std::vector<UnrenderedSet> unrendered_sets(const Cluster& cluster);

}  // namespace fleetlint::fleet
