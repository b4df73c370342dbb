// What runs where: one table of components and their versions over all clusters, as plain data
// for the reporters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::diag {

struct VersionRow {
  std::string kind;    ///< "Kubernetes", "Flux", "Flux API", "chart", "image", "CRDs", "Cluster API"
  std::string name;    ///< "ingress-nginx", "ghcr.io/acme/shop"; empty where the kind says it all
  std::string source;  ///< where a chart comes from; else empty
  /// For each cluster of the table its versions, sorted; none where it does not run.
  std::vector<std::vector<std::string>> versions;
  bool drift = false;  ///< not the same wherever it runs
};

struct VersionTable {
  std::vector<std::string> clusters;  ///< columns, sorted by name
  std::vector<VersionRow> rows;       ///< by kind as above, then by name and source
};

}  // namespace fleetlint::diag
