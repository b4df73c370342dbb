#include <array>

#include "rules/cluster_api/reference.h"
#include "rules/twins.h"

namespace fleetlint::rules::cluster_api {
namespace {

struct Holder {
  std::string_view group;
  std::string_view kind;
  std::string_view path;
};

constexpr std::array<Holder, 7> kHolders = {{
    {"cluster.x-k8s.io", "Cluster", "spec.infrastructureRef"},
    {"cluster.x-k8s.io", "Machine", "spec.infrastructureRef"},
    {"cluster.x-k8s.io", "MachineSet", "spec.template.spec.infrastructureRef"},
    {"cluster.x-k8s.io", "MachineDeployment", "spec.template.spec.infrastructureRef"},
    {"cluster.x-k8s.io", "MachinePool", "spec.template.spec.infrastructureRef"},
    {"controlplane.cluster.x-k8s.io", "KubeadmControlPlane", "spec.machineTemplate.infrastructureRef"},
    {"controlplane.cluster.x-k8s.io", "KubeadmControlPlane", "spec.machineTemplate.spec.infrastructureRef"},
}};

}  // namespace

void infrastructure_ref_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const Holder& holder : kHolders) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(holder.group, holder.kind)) {
      const yaml::Node reference = yaml::find_path(item.object->node(), holder.path);
      if (reference) check_reference(cluster, *item.object, reference, holder.path, out);
    }
  }
}

}  // namespace fleetlint::rules::cluster_api
