// What makes a Secret in a cluster: a Secret itself, a SealedSecret, an ExternalSecret, a Certificate,
// the operators of vaults.
#pragma once

#include <string_view>
#include <vector>

#include "fleet/fleet.h"

namespace fleetlint::rules::secret {

struct Producer {
  const kube::Object* object = nullptr;
  std::string_view name_space;
  std::string_view name;
  yaml::Node where;  ///< what names the Secret
  bool owns = true;  ///< false: only adds keys to a Secret that something else makes
};

/// In order of kinds, then of units. Names that hold unknown variables are left out.
std::vector<Producer> producers_of(const fleet::Cluster& cluster);

}  // namespace fleetlint::rules::secret
