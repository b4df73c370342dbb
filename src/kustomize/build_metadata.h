// What `buildMetadata` asks to write into annotations: where an object came from
// and which transformers worked on it.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::kustomize {

/// An object read from a file; `path` as seen from the root of the build.
std::string origin_of_file(std::string_view path);

/// What a generator made, or a transformer did: the file that configures it and
/// its own identity ("builtin" for fields of the kustomization).
struct Configurer {
  std::string configured_in;
  std::string api_version = "builtin";
  std::string kind;
  std::string name;
  std::string name_space;
};
std::string origin_of_configurer(const Configurer& configurer);

/// A path below another, with `..` resolved by text; it may climb above the first.
std::string join_path(std::string_view base, std::string_view path);

}  // namespace fleetlint::kustomize
