#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

void cluster_name_mismatch(const fleet::Cluster& cluster, diag::Collector& out) {
  constexpr std::string_view kGroup = "cluster.x-k8s.io";
  std::vector<std::string_view> names;
  for (const std::string_view kind :
       {"MachineDeployment", "MachinePool", "MachineSet", "MachineHealthCheck"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(kGroup, kind)) {
      const kube::Object& workers = *item.object;
      const yaml::Node name = workers["spec"]["clusterName"];
      if (!rules::flux::is_known(name) || name.text().empty()) continue;
      if (cluster.index.find(kGroup, "Cluster", workers.name_space(), name.text()).object != nullptr)
        continue;
      if (cluster.is_open(workers.name_space())) continue;
      names.clear();
      for (const fleet::Index::Item& other : cluster.index.of_kind(kGroup, "Cluster")) {
        if (other.object->name_space() == workers.name_space()) names.push_back(other.object->name());
      }
      out.set_object(workers.ref());
      out.report(at(name), "there is no Cluster {} in namespace {} for this {}{}", quote(name.text()),
                 quote(workers.name_space()), kind, did_you_mean(name.text(), names))
          .object_path = "spec.clusterName";
    }
  }
}

}  // namespace fleetlint::rules::cluster_api
