// The repository's own Rego policies on what the clusters run.
#pragma once

#include "lint/gather.h"

namespace fleetlint::lint {

/// policy/denied, policy/warned and policy/broken: each distinct object once for each policy set, or
/// once a cluster where the set asks for data.cluster or data.fleet.
void gather_policies(Gathering& g);

}  // namespace fleetlint::lint
