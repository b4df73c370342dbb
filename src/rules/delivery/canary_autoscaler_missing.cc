#include "rules/delivery/canary.h"
#include "rules/twins.h"

namespace fleetlint::rules::delivery {

void canary_autoscaler_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind(kFlagger, "Canary")) {
    const yaml::Node reference = (*item.object)["spec"]["autoscalerRef"];
    if (reference) check_reference(cluster, *item.object, reference, "the Canary is never initialized", out);
  }
}

}  // namespace fleetlint::rules::delivery
