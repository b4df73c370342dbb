#include "rules/delivery/canary.h"
#include "rules/twins.h"

namespace fleetlint::rules::delivery {

void canary_target_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind(kFlagger, "Canary")) {
    check_reference(cluster, *item.object, (*item.object)["spec"]["targetRef"],
                    "there is nothing to roll out", out);
  }
}

}  // namespace fleetlint::rules::delivery
