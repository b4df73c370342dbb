// Strategic merge: one node over another, as kustomize does it.
//
// Mappings merge field by field, null removes, lists are replaced unless the
// schema names keys by which their items merge; items of the patch come first.
// `$patch: delete|replace|merge` in a mapping or as an item of a list says
// otherwise. What the patch did not touch is shared with the base; what it wrote
// keeps the patch's origin, with the base's as its cause.
#pragma once

#include <optional>
#include <string>

#include "base/arena.h"
#include "kustomize/openapi.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::patch {

/// Why a merge cannot be done, and the node of the patch at which it stopped.
struct MergeProblem {
  std::string message;
  yaml::Node at;
};

/// A missing node when the patch deletes the whole. On a problem the base comes back.
yaml::Node strategic_merge(Arena& arena, const OpenApi& openapi, yaml::Node base, yaml::Node patch,
                           std::optional<MergeProblem>& problem);

}  // namespace fleetlint::kustomize::patch
