#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

void service_account_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const kube::Object* workload : workloads_of(cluster)) {
    const yaml::Node spec = workload->pod_spec();
    const yaml::Node name = spec["serviceAccountName"] ? spec["serviceAccountName"] : spec["serviceAccount"];
    const std::string_view name_space = workload->name_space();
    if (!rules::flux::is_known(name) || name.text().empty() || name.text() == "default") continue;
    if (cluster.index.find("", "ServiceAccount", name_space, name.text()).object != nullptr) continue;
    // In kube-system the cluster's own parts have accounts.
    if (name_space == "kube-system" || is_unknown(cluster, name_space)) continue;
    std::vector<std::string_view> names = {"default"};
    for (const fleet::Index::Item& item : cluster.index.of_kind("", "ServiceAccount")) {
      if (item.object->name_space() == name_space) names.push_back(item.object->name());
    }
    out.set_object(workload->ref());
    out.report(at(name), "ServiceAccount {} is not rendered by this cluster, so no pod is made{}",
               quote(std::string(name_space) + "/" + std::string(name.text())),
               did_you_mean(name.text(), names));
  }
}

}  // namespace fleetlint::rules::workload
