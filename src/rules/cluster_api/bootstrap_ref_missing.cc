#include <array>
#include <utility>

#include "rules/cluster_api/reference.h"
#include "rules/twins.h"

namespace fleetlint::rules::cluster_api {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kHolders = {{
    {"Machine", "spec.bootstrap.configRef"},
    {"MachineSet", "spec.template.spec.bootstrap.configRef"},
    {"MachineDeployment", "spec.template.spec.bootstrap.configRef"},
    {"MachinePool", "spec.template.spec.bootstrap.configRef"},
}};

}  // namespace

void bootstrap_ref_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& [kind, path] : kHolders) {
    for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", kind)) {
      const yaml::Node reference = yaml::find_path(item.object->node(), path);
      if (reference) check_reference(cluster, *item.object, reference, path, out);
    }
  }
}

}  // namespace fleetlint::rules::cluster_api
