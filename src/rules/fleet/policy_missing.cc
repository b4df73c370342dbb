#include <map>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

void policy_missing(const fleet::Fleet& fleet, diag::Collector& out) {
  for (const auto& [group, clusters] : groups_of(fleet)) {
    if (clusters.size() < 2) continue;
    std::map<kube::ObjectId, std::vector<const fleet::Cluster*>> having;
    for (const fleet::Cluster* cluster : clusters) {
      for (const auto& [id, items] : cluster->index.by_id()) {
        if (is_policy(id)) having[id].push_back(cluster);
      }
    }
    for (const fleet::Cluster* cluster : clusters) {
      if (cluster->is_open()) continue;  // a chart may bring policies
      std::vector<std::string> missing;
      const kube::Object* first = nullptr;
      for (const auto& [id, owners] : having) {
        // A policy that all the others enforce, and at least one of them.
        const bool is_here = !cluster->index.find_all(id).empty();
        if (is_here || owners.size() + 1 != clusters.size()) continue;
        missing.push_back(id.to_string());
        if (first == nullptr) first = owners.front()->index.find_all(id).front().object;
      }
      if (first == nullptr) continue;
      diag::Place place = place_of(*cluster);
      diag::Location other = at((*first)["metadata"]["name"]).primary;
      other.label = "a policy of the others";
      place.related.push_back(std::move(other));
      out.set_object({});
      out.report(std::move(place),
                 "{} does not enforce {}, which all other clusters of the group {} do; add them, or say why "
                 "by a group of its own",
                 cluster->name, listed(missing), quote(group))
          .clusters = {cluster->name};
    }
  }
}

}  // namespace fleetlint::rules::fleet
