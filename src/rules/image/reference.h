// Image references: `registry:5000/path/name:tag@sha256:…` in parts.
#pragma once

#include <string_view>

namespace fleetlint::rules::image {

/// Views into the reference's text; empty where a part is not there.
struct Reference {
  std::string_view repository;  ///< with the registry
  std::string_view tag;
  std::string_view digest;  ///< "sha256:…"
};

constexpr Reference parse_reference(std::string_view text) {
  Reference reference;
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    reference.digest = text.substr(at + 1);
    text = text.substr(0, at);
  }
  // A colon before the last slash belongs to the registry's port.
  const std::size_t slash = text.rfind('/');
  const std::size_t colon = text.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    reference.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  reference.repository = text;
  return reference;
}

}  // namespace fleetlint::rules::image
