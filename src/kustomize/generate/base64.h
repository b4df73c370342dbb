// Base64 as generated objects carry it.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::kustomize::generate {

/// Longer texts are broken into lines of 70 characters, each with a line break
/// behind it; an encoding below 70 characters stands without one.
std::string wrapped_base64(std::string_view bytes);

}  // namespace fleetlint::kustomize::generate
