#include "rules/cluster_api/reference.h"
#include "rules/twins.h"

namespace fleetlint::rules::cluster_api {

void control_plane_ref_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    const yaml::Node reference = (*item.object)["spec"]["controlPlaneRef"];
    if (reference) check_reference(cluster, *item.object, reference, "spec.controlPlaneRef", out);
  }
}

}  // namespace fleetlint::rules::cluster_api
