#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/cluster_api/topology.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

void worker_class_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    const kube::Object* const cluster_class = find_class(cluster, class_of(*item.object));
    if (cluster_class == nullptr) continue;
    for (const std::string_view list : {"machineDeployments", "machinePools"}) {
      std::vector<std::string_view> known;
      for (const yaml::Node& worker : (*cluster_class)["spec"]["workers"][list].items()) {
        known.push_back(worker["class"].text());
      }
      for (const yaml::Node& worker : (*item.object)["spec"]["topology"]["workers"][list].items()) {
        const yaml::Node name = worker["class"];
        if (!rules::flux::is_known(name) || std::find(known.begin(), known.end(), name.text()) != known.end())
          continue;
        diag::Place place = at(name);
        diag::Location other = at((*cluster_class)["metadata"]["name"]).primary;
        other.label = "the ClusterClass";
        place.related.push_back(std::move(other));
        out.set_object(item.object->ref());
        out.report(std::move(place), "ClusterClass {} has no class {} under workers.{}{}",
                   quote(cluster_class->name()), quote(name.text()), list, did_you_mean(name.text(), known));
      }
    }
  }
}

}  // namespace fleetlint::rules::cluster_api
