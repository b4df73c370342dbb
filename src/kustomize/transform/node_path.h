// Paths of replacements and vars: `spec.containers.[name=web].image`.
//
// Parts are keys, list positions (0, 1 ...; `-` is the last when reading), list
// selectors `[key=value]` and, where many fields are written, `*` for every item.
// Reading compares a selector's value with the whole text; writing takes it as a
// regular expression that may match anywhere in it, as upstream does.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/arena.h"
#include "kustomize/transform/field.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::transform {

/// The value at the path; missing when a step is not there.
yaml::Node look_up(yaml::Node root, std::span<const std::string> path, std::optional<Problem>& problem);

/// What write() makes where the path leads nowhere.
enum class Make : std::uint8_t { nothing, scalar, mapping, sequence };

/// The outcome of a write.
struct Written {
  yaml::Node root;
  std::size_t fields = 0;  ///< how many the path led to
  /// Values that were overwritten, and with what.
  std::vector<std::pair<yaml::Node, yaml::Node>> overwritten;
};

/// Replaces every field that the path leads to by `set` of it. A scalar that has
/// to be made is missing for `set`; other kinds are empty ones with the origin `place`.
Written write(Arena& arena, yaml::Node root, std::span<const std::string> path, Make make,
              const yaml::Origin& place, const Setter& set, std::optional<Problem>& problem);

/// Replaces the one scalar at the path, made together with all that leads to it
/// where it is not there.
yaml::Node write_one(Arena& arena, yaml::Node root, std::span<const std::string> path,
                     const yaml::Origin& place, const Setter& set, std::optional<Problem>& problem);

}  // namespace fleetlint::kustomize::transform
