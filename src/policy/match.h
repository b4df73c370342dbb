// What a Gatekeeper constraint's `match` says of an object.
#pragma once

#include "policy/review.h"
#include "yaml/node.h"

namespace fleetlint::policy {

/// A missing `match` is about every object. `is_cluster_scoped`: the kind has no namespaces.
bool matches(yaml::Node match, const Review& review, bool is_cluster_scoped);

}  // namespace fleetlint::policy
