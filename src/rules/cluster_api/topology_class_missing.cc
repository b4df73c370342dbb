#include <vector>

#include "base/strings.h"
#include "rules/cluster_api/topology.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

void topology_class_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    const ClassReference reference = class_of(*item.object);
    if (!rules::flux::is_known(reference.name) || reference.name.text().empty()) continue;
    if (find_class(cluster, reference) != nullptr || cluster.is_open(reference.name_space)) continue;
    std::vector<std::string_view> names;
    for (const fleet::Index::Item& other : cluster.index.of_kind("cluster.x-k8s.io", "ClusterClass")) {
      if (other.object->name_space() == reference.name_space) names.push_back(other.object->name());
    }
    out.set_object(item.object->ref());
    out.report(at(reference.name), "there is no ClusterClass {} in namespace {}{}",
               quote(reference.name.text()), quote(reference.name_space),
               did_you_mean(reference.name.text(), names));
  }
}

}  // namespace fleetlint::rules::cluster_api
