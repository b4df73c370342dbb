#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// Names under which the fleet knows clusters: directories, and kubeconfigs of units that deploy into one.
std::set<std::string, std::less<>> known_names(const fleet::Fleet& fleet) {
  std::set<std::string, std::less<>> names;
  for (const auto& cluster : fleet.clusters) {
    names.insert(cluster->name);
    for (const std::string_view part : split(cluster->entry.path, '/')) names.emplace(part);
    for (const fleetlint::flux::Unit& unit : cluster->graph.units) {
      const std::string_view secret = unit.kustomization["spec"]["kubeConfig"]["secretRef"]["name"].text();
      if (secret.ends_with("-kubeconfig")) names.emplace(secret.substr(0, secret.size() - 11));
    }
  }
  return names;
}

}  // namespace

void cluster_without_directory(const fleet::Fleet& fleet, diag::Collector& out) {
  const auto known = known_names(fleet);
  std::vector<std::pair<const fleet::Cluster*, const kube::Object*>> missing;
  bool some_have = false;
  for (const auto& cluster : fleet.clusters) {
    if (cluster->entry.plain) continue;
    for (const fleet::Index::Item& item : cluster->index.of_kind("cluster.x-k8s.io", "Cluster")) {
      if (!flux::is_known((*item.object)["metadata"]["name"])) continue;
      if (known.contains(item.object->name())) {
        some_have = true;
      } else {
        missing.emplace_back(cluster.get(), item.object);
      }
    }
  }
  // Where none has a directory, the clusters' contents live elsewhere.
  if (!some_have) return;
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& [cluster, object] : missing) {
    out.set_object(object->ref());
    out.report(at((*object)["metadata"]["name"]),
               "Cluster {} has no directory in this fleet, so nothing is deployed to it{}",
               quote(object->name()), flux::hint(object->name(), names))
        .clusters = {cluster->name};
  }
}

}  // namespace fleetlint::rules::fleet
