#include "fleet/resource_sets.h"

#include <utility>

#include "flux/resource_set.h"

namespace fleetlint::fleet {

std::vector<UnrenderedSet> unrendered_sets(const Cluster& cluster) {
  const auto sets = cluster.index.of_kind(flux::kOperatorGroup, "ResourceSet");
  if (sets.empty()) return {};
  const auto make = [&] {
    std::vector<kube::Object> providers;
    for (const Index::Item& item : cluster.index.of_kind(flux::kOperatorGroup, "ResourceSetInputProvider"))
      providers.push_back(*item.object);
    std::vector<UnrenderedSet> all;
    Arena arena;
    for (const Index::Item& item : sets) {
      std::string failure = flux::render_resource_set(arena, *item.object, providers).failure;
      if (!failure.empty()) all.push_back({*item.object, std::move(failure)});
    }
    return all;
  };
  if (!cluster.memo) return make();
  return *cluster.memo->get<std::vector<UnrenderedSet>>("fleet/unrendered sets/" + cluster.name, make);
}

}  // namespace fleetlint::fleet
