#include "base/strings.h"
#include "fleet/stage.h"
#include "rules/rule.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

namespace {

void check(const kube::Object& object, yaml::Node replicas, std::string_view cluster_name,
           diag::Collector& out) {
  const auto count = replicas.as_int();
  if (!count || *count <= 0) return;
  out.set_object(object.ref());
  if (*count % 2 == 0) {
    out.report(at(replicas),
               "{} machines of the control plane survive no more failures than {}; take an odd number",
               *count, *count - 1);
  } else if (*count == 1 && fleetlint::fleet::stage_of(cluster_name) == fleetlint::fleet::Stage::production) {
    out.report(at(replicas), "the control plane of a production cluster is a single machine; take three");
  }
}

}  // namespace

void control_plane_replicas(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& [id, items] : cluster.index.by_id()) {
    if (id.group != "controlplane.cluster.x-k8s.io" || !id.kind.ends_with("ControlPlane")) continue;
    const kube::Object& object = *items.front().object;
    check(object, object["spec"]["replicas"], object.name(), out);
  }
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    check(*item.object, (*item.object)["spec"]["topology"]["controlPlane"]["replicas"], item.object->name(),
          out);
  }
}

}  // namespace fleetlint::rules::cluster_api
