// The pairs that ConfigMaps and Secrets are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kustomize/context.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::generate {

/// A key with its value, and the places that wrote them.
struct Pair {
  std::string key;
  std::string_view value;  ///< bytes as they are, not always UTF-8; lives as long as the run
  yaml::Origin key_origin;
  yaml::Origin value_origin;
};

/// The pairs of `envs`, `literals` and `files` of a generator's entry, in this
/// order. What cannot be read, and a key that comes twice, is reported.
std::vector<Pair> read_pairs(Context& context, yaml::Node args);

/// One line of an env file. `pair.key` is empty for blank lines and comments.
/// False where the line is no UTF-8.
bool read_env_line(std::string_view line, bool first, Pair& pair);

}  // namespace fleetlint::kustomize::generate
