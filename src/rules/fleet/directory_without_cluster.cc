#include <set>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

void directory_without_cluster(const fleet::Fleet& fleet, diag::Collector& out) {
  std::set<std::string, std::less<>> described;
  std::set<const fleet::Cluster*> managing;
  for (const auto& cluster : fleet.clusters) {
    for (const fleet::Index::Item& item : cluster->index.of_kind("cluster.x-k8s.io", "Cluster")) {
      described.emplace(item.object->name());
      managing.insert(cluster.get());
    }
    // What is not rendered may describe any cluster.
    if (!cluster->entry.plain && cluster->is_open_to_flux({})) return;
  }
  std::vector<const fleet::Cluster*> missing;
  std::size_t found = 0;
  for (const auto& cluster : fleet.clusters) {
    if (cluster->entry.plain || managing.contains(cluster.get())) continue;
    const bool is_described =
        described.contains(cluster->name) || described.contains(io::file_name_of(cluster->entry.path));
    is_described ? static_cast<void>(++found) : missing.push_back(cluster.get());
  }
  // A few clusters of other origin are normal; a fleet made by Cluster API has it for most.
  if (found <= missing.size()) return;
  const std::vector<std::string> names(described.begin(), described.end());
  for (const fleet::Cluster* cluster : missing) {
    out.report(place_of(*cluster),
               "no Cluster API object describes the cluster {}, though {} do for the others{}",
               quote(cluster->name), found, flux::hint(cluster->name, names))
        .clusters = {cluster->name};
  }
}

}  // namespace fleetlint::rules::fleet
