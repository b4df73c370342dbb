#include "rules/flux/target.h"
#include "rules/twins.h"

namespace fleetlint::rules::flux {

void alert_provider_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("notification.toolkit.fluxcd.io", "Alert")) {
    check_target(cluster, *item.object, (*item.object)["spec"]["providerRef"], "Provider",
                 "no event is sent anywhere", out);
  }
}

}  // namespace fleetlint::rules::flux
