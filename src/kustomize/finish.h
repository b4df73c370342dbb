// Finishing a root: what kustomize does once, when everything is accumulated.
#pragma once

#include <vector>

#include "kustomize/accumulate.h"
#include "kustomize/build.h"

namespace fleetlint::kustomize {

/// Hash suffixes, name references, vars; local objects dropped, order, build
/// metadata. Adds to the findings and may clear `built`.
void finish(Run run, const io::FileTree& tree, const AccumulateRequest& request, Order order,
            const Accumulation& accumulation, Rendered& rendered);

}  // namespace fleetlint::kustomize
