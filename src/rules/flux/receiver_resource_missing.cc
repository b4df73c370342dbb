#include "rules/flux/target.h"
#include "rules/twins.h"

namespace fleetlint::rules::flux {

void receiver_resource_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("notification.toolkit.fluxcd.io", "Receiver")) {
    for (const yaml::Node& resource : (*item.object)["spec"]["resources"].items()) {
      if (resource["name"].text() == "*") continue;
      check_target(cluster, *item.object, resource, resource["kind"].text(),
                   "the webhook is answered with an error", out);
    }
  }
}

}  // namespace fleetlint::rules::flux
