// Putting what a generator made among the resources: as new, merged into what is
// there, or in its place.
#pragma once

#include "kustomize/context.h"
#include "kustomize/resource.h"

namespace fleetlint::kustomize {

/// By the resource's behavior. `place` is where the generator is configured.
void absorb(Context& context, ResMap& map, Resource generated, const yaml::Origin& place);

}  // namespace fleetlint::kustomize
