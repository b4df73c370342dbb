// JSON patches (RFC 6902), as kustomize applies them through evanphx/json-patch.
//
// Values that an operation writes keep the patch's origin, with what they
// replaced as the cause. The result passes through JSON upstream: numbers and
// keys lose their notation, which the emitter does to all objects anyway.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::patch {

struct JsonPatchProblem {
  std::string message;
  yaml::Node at;  ///< of the patch
};

/// Is this a list of operations? On false, the reason; `at` is missing when the
/// node is no list at all.
bool check_json_patch(yaml::Node patch, JsonPatchProblem& problem);

/// Applies all operations or, on a problem, gives the object back as it was.
yaml::Node apply_json_patch(Arena& arena, yaml::Node object, yaml::Node patch,
                            std::optional<JsonPatchProblem>& problem);

}  // namespace fleetlint::kustomize::patch
