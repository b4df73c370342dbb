#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

void service_account_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::shared_ptr<const Uses>& uses : uses_in(cluster)) {
    const yaml::Node name = uses->service_account;
    const std::string_view name_space = uses->workload.name_space();
    if (!rules::flux::is_known(name) || name.text().empty() || name.text() == "default") continue;
    if (cluster.index.find("", "ServiceAccount", name_space, name.text()).object != nullptr) continue;
    // In kube-system the cluster's own parts have accounts.
    if (name_space == "kube-system" || is_unknown(cluster, name_space)) continue;
    std::vector<std::string_view> names = {"default"};
    for (const fleet::Index::Item& item : cluster.index.of_kind("", "ServiceAccount")) {
      if (item.object->name_space() == name_space) names.push_back(item.object->name());
    }
    out.set_object(uses->workload.ref());
    out.report(at(name), "ServiceAccount {} is not rendered by this cluster, so no pod is made{}",
               quote(std::string(name_space) + "/" + std::string(name.text())),
               did_you_mean(name.text(), names));
  }
}

}  // namespace fleetlint::rules::workload
