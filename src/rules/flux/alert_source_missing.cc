#include "rules/flux/target.h"
#include "rules/twins.h"

namespace fleetlint::rules::flux {

void alert_source_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("notification.toolkit.fluxcd.io", "Alert")) {
    for (const yaml::Node& source : (*item.object)["spec"]["eventSources"].items()) {
      if (source["name"].text() == "*") continue;
      check_target(cluster, *item.object, source, source["kind"].text(), "this entry matches no event", out);
    }
  }
}

}  // namespace fleetlint::rules::flux
