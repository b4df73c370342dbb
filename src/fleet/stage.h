// Which clusters are peers, and which come before which.
//
// A change goes from development over testing and staging to production. Where a
// cluster stands is taken from the configuration (`groups:`), else from a label of
// its Cluster API object (`environment`, `env`, `stage`, `tier`, `ring`), else from a
// word of its name or path (`prod-eu`, `clusters/staging/west`). Clusters of one
// group are expected to run the same things; a cluster of no group has no peers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::fleet {

struct Fleet;

/// In the order of promotion.
enum class Stage : std::uint8_t { unknown, development, testing, staging, production };

std::string_view to_string(Stage stage);

/// The stage that a word of the text names: "prod", "prd2", "pre-prod", "non-prod"; the last one counts.
Stage stage_of(std::string_view text);

/// `groups:` of the configuration: clusters whose name or path matches a pattern (`*` is any text).
struct ConfiguredGroup {
  std::string name;
  std::vector<std::string> clusters;
};

/// Fills in group, stage and grouped_by of all clusters.
void group_clusters(Fleet& fleet, const std::vector<ConfiguredGroup>& configured);

}  // namespace fleetlint::fleet
