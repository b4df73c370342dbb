// ResourceSets of the Flux operator: the objects that they stand for.
//
// Each entry of spec.resources is printed, its expressions `<< inputs.name >>` are replaced for each set of
// inputs, and the text is read again, as the operator does. Inputs come from the set itself and from static
// providers. What needs more of Go's templates (conditions, loops, resourcesTemplate), steps, or inputs that
// are fetched, is not rendered: then the set as a whole is not, its objects are unknown, and the cluster
// stays open to them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/arena.h"
#include "kube/object.h"

namespace fleetlint::flux {

inline constexpr std::string_view kOperatorGroup = "fluxcd.controlplane.io";

struct ResourceSetObjects {
  std::vector<kube::Object> objects;
  std::string failure;  ///< why the set is not rendered, for a person; empty when it is, as a whole
};

/// For each of a cluster's sets. `providers`: all ResourceSetInputProviders of the cluster. Origins lead to
/// the inputs, and to the template as their cause. All sets of a cluster have one budget; those behind its
/// end are not rendered.
std::vector<ResourceSetObjects> render_resource_sets(Arena& arena, std::span<const kube::Object> sets,
                                                     std::span<const kube::Object> providers);

}  // namespace fleetlint::flux
