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
    std::vector<kube::Object> objects;
    for (const Index::Item& item : sets) objects.push_back(*item.object);
    std::vector<UnrenderedSet> all;
    Arena arena;
    std::vector<flux::ResourceSetObjects> made = flux::render_resource_sets(arena, objects, providers);
    for (std::size_t i = 0; i < made.size(); ++i) {
      if (!made[i].failure.empty()) all.push_back({objects[i], std::move(made[i].failure)});
    }
    return all;
  };
  if (!cluster.memo) return make();
  return *cluster.memo->get<std::vector<UnrenderedSet>>("fleet/unrendered sets/" + cluster.name, make);
}

}  // namespace fleetlint::fleet
