// Which entries of a kustomization name something on the network.
#pragma once

#include <string_view>

namespace fleetlint::kustomize {

/// A URL or one of the short forms kustomize takes for a git repository
/// (`github.com/org/repo//path`, `git@host:org/repo`, `git::https://…`).
bool is_remote(std::string_view path);

}  // namespace fleetlint::kustomize
