#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

struct Use {
  const fleet::Cluster* cluster;
  const kube::Object* object;
  yaml::Node host;
};

std::vector<Use> hosts_of(const fleet::Cluster& cluster) {
  std::vector<Use> uses;
  const auto add = [&](const kube::Object& object, yaml::Node host) {
    if (rules::flux::is_known(host) && !host.text().empty()) uses.push_back({&cluster, &object, host});
  };
  for (const fleet::Index::Item& item : cluster.index.of_kind("networking.k8s.io", "Ingress")) {
    for (const yaml::Node& rule : (*item.object)["spec"]["rules"].items()) add(*item.object, rule["host"]);
  }
  for (const fleet::Index::Item& item : cluster.index.of_kind("gateway.networking.k8s.io", "HTTPRoute")) {
    for (const yaml::Node& host : (*item.object)["spec"]["hostnames"].items()) add(*item.object, host);
  }
  return uses;
}

}  // namespace

void host_in_two_clusters(const fleet::Fleet& fleet, diag::Collector& out) {
  std::map<std::string, Use> seen;
  for (const auto& cluster : fleet.clusters) {
    if (cluster->entry.plain) continue;
    for (const Use& use : hosts_of(*cluster)) {
      const auto [first, is_new] = seen.emplace(std::string(use.host.text()), use);
      // Clusters of one group may well share a name: their load is balanced.
      const bool is_pair = !cluster->group.empty() && first->second.cluster->group == cluster->group;
      if (is_new || first->second.cluster == cluster.get() || is_pair) continue;
      diag::Place place = at(use.host);
      diag::Location other = at(first->second.host).primary;
      other.label = "in " + first->second.cluster->name;
      place.related.push_back(std::move(other));
      out.set_object(use.object->ref());
      out.report(std::move(place),
                 "host {} is served by {} too; give each cluster its own, or put both into one group of the "
                 "configuration",
                 quote(use.host.text()), first->second.cluster->name)
          .clusters = {cluster->name};
    }
  }
}

}  // namespace fleetlint::rules::fleet
