// A container image's reference, taken apart as kustomize does it.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::kustomize::transform {

struct ImageReference {
  std::string name;    ///< with registry and port
  std::string tag;     ///< without the colon; empty for none
  std::string digest;  ///< without the at sign; empty for none

  std::string to_string() const;
};

/// A colon before the first slash belongs to the registry's port.
ImageReference split_image(std::string_view image);

}  // namespace fleetlint::kustomize::transform
