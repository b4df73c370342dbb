// The fleet's versions as diag::VersionTable, for the reporters.
//
// Read from what is rendered: what only a chart brings is not in it. A version that is assumed, or that a
// variable nobody here knows decides, is shown but makes no drift.
#pragma once

#include "diag/versions.h"
#include "fleet/fleet.h"

namespace fleetlint::fleet {

diag::VersionTable version_table(const Fleet& fleet);

/// An image reference in parts: "ghcr.io/acme/shop", "v1.2", "sha256:…".
struct ImageParts {
  std::string_view name;
  std::string_view tag;
  std::string_view digest;
};
ImageParts split_image(std::string_view image);

}  // namespace fleetlint::fleet
