// The schemas that a repository keeps for itself (schema/own_schemas.h), read from its tree.
#pragma once

#include <vector>

#include "io/file_tree.h"
#include "kube/object.h"
#include "yaml/parse.h"

namespace fleetlint::lint {

std::vector<kube::Object> own_schemas(const io::FileTree& tree, yaml::ParseCache& parsed);

}  // namespace fleetlint::lint
