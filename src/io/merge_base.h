// Where two lines of work parted: what a pull request is compared with.
#pragma once

#include <string>

#include "base/result.h"

namespace fleetlint::io {

/// The newest commit that both revisions of the repository around `path` descend from, as its
/// id. Fails when one is no commit, and when what they share is not in a shallow clone.
Result<std::string> merge_base(const std::string& path, const std::string& one, const std::string& other);

}  // namespace fleetlint::io
