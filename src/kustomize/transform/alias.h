// Values that upstream holds once and shows in several fields.
//
// kustomize's label and annotation transformers put one and the same YAML node
// into every field of an object that they have to make: metadata.labels, the
// selector, the pod template. Whoever later writes into one of these fields -- a
// strategic merge patch, a replacement, a var, another `labels` entry -- changes
// them all. Users see it (a patch of metadata.labels moves the selector), so it is
// followed here. The nodes are known by their identity.
#pragma once

#include "base/arena.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::transform {

/// Was this value made by a step that shares its nodes?
bool may_be_shared(yaml::Node value);

/// The root with every occurrence of `old_value` (the very node) replaced.
yaml::Node spread(Arena& arena, yaml::Node root, yaml::Node old_value, yaml::Node new_value);

/// For steps that write many fields in place: whatever shared scalar of `before`
/// was replaced in `after` is replaced in all its places.
yaml::Node spread_changes(Arena& arena, yaml::Node before, yaml::Node after);

/// A copy whose values share nothing with those it was copied from.
yaml::Node detach(Arena& arena, yaml::Node value);

/// The root with every value on its own: after a step that upstream does on JSON.
yaml::Node unshare(Arena& arena, yaml::Node root);

}  // namespace fleetlint::kustomize::transform
