// The hash that generated objects carry at the end of their names.
#pragma once

#include <string>

#include "yaml/node.h"

namespace fleetlint::kustomize::transform {

/// Ten characters, equal to upstream's: of ConfigMaps and Secrets their data counts
/// (and a Secret's type), not their metadata.
std::string content_hash(yaml::Node object);

}  // namespace fleetlint::kustomize::transform
