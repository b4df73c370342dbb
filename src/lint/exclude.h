// A tree without what the configuration excludes.
#pragma once

#include <string>
#include <vector>

#include "io/file_tree.h"

namespace fleetlint::lint {

/// The same tree, whose list() leaves out what a pattern matches (path_pattern.h).
/// Excluded files can still be read: a kustomization may name them. With no
/// patterns the tree itself.
io::TreePtr exclude(io::TreePtr tree, std::vector<std::string> patterns);

}  // namespace fleetlint::lint
