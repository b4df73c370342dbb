#include "base/strings.h"
#include "rules/delivery/canary.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::delivery {

void canary_target_has_replicas(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind(kFlagger, "Canary")) {
    const yaml::Node reference = (*item.object)["spec"]["targetRef"];
    const kube::Object* const target = follow(cluster, *item.object, reference);
    if (target == nullptr || target->kind() != "Deployment") continue;
    const yaml::Node replicas = (*target)["spec"]["replicas"];
    if (!replicas || replicas.is_null()) continue;
    diag::Place place = at(replicas);
    diag::Location other = at(reference["name"]).primary;
    other.label = "the Canary that scales it";
    place.related.push_back(std::move(other));
    out.set_object(target->ref());
    out.report(std::move(place),
               "Flagger scales {} to zero between roll-outs and Flux sets it to {} again; leave replicas out",
               target->id().to_string(), replicas.text())
        .object_path = "spec.replicas";
  }
}

}  // namespace fleetlint::rules::delivery
