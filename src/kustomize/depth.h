// How deep values may nest.
//
// What is parsed nests 1000 levels at most, but copying and moving values below one
// another could go on from there; all who walk nodes by recursion rely on the limit.
#pragma once

#include <cstddef>

#include "yaml/node.h"

namespace fleetlint::kustomize {

inline constexpr int kMaxDepth = 1000;

/// Parts of a path, each of which is a level that may have to be made.
inline constexpr std::size_t kMaxPathParts = 500;

inline bool nests_deeper(yaml::Node node, int levels) {
  if (levels == 0) return true;
  for (const yaml::Node item : node.items()) {
    if (!item.is_scalar() && nests_deeper(item, levels - 1)) return true;
  }
  for (const yaml::Entry& entry : node.entries()) {
    if (!entry.value.is_scalar() && nests_deeper(entry.value, levels - 1)) return true;
  }
  return false;
}

}  // namespace fleetlint::kustomize
