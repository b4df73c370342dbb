// Formats of the fleet's versions: what runs where, with drift marked.
//
// A row is a component, a column a cluster. Names come from the repository and are escaped for each format.
#pragma once

#include <string>
#include <string_view>

#include "diag/versions.h"

namespace fleetlint::report {

struct VersionFormat {
  std::string_view name;
  std::string_view summary;
  std::string (*write)(const diag::VersionTable& table);
};

/// Each component with its versions and the clusters that have them.
std::string versions_as_text(const diag::VersionTable& table);
std::string versions_as_json(const diag::VersionTable& table);
/// A line for each component, cluster and version.
std::string versions_as_csv(const diag::VersionTable& table);
std::string versions_as_markdown(const diag::VersionTable& table);
/// A page that needs nothing else.
std::string versions_as_html(const diag::VersionTable& table);

inline constexpr VersionFormat kVersionFormats[] = {
    {"text", "a component with its versions and clusters", versions_as_text},
    {"json", "for programs", versions_as_json},
    {"csv", "a line for each component, cluster and version", versions_as_csv},
    {"markdown", "a table, as in issues and wikis", versions_as_markdown},
    {"html", "a page of its own", versions_as_html},
};

/// nullptr when there is none of that name.
const VersionFormat* find_version_format(std::string_view name);

}  // namespace fleetlint::report
