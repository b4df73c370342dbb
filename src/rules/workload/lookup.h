// What pods refer to, and whether a missing one is surely missing.
#pragma once

#include <string_view>
#include <vector>

#include "fleet/fleet.h"
#include "kube/object.h"
#include "yaml/node.h"

namespace fleetlint::rules::workload {

/// Could something that is not rendered here make objects of Kubernetes' own kinds in
/// the namespace: a chart, a unit from elsewhere, or an operator for one of the custom
/// resources? Then a missing one is unknown.
bool is_unknown(const fleet::Cluster& cluster, std::string_view name_space);

/// A pod's reference to a ConfigMap or Secret.
struct Use {
  std::string_view kind;  ///< "ConfigMap" or "Secret"
  yaml::Node name;
  std::vector<yaml::Node> keys;  ///< that must be there; empty: all that are
  bool optional = false;
};

/// All of a workload's pods, in order of writing by kind of use.
std::vector<Use> uses_of(const kube::Object& workload);

/// Every rendered object of the cluster that has pods, by namespace.
std::vector<const kube::Object*> workloads_of(const fleet::Cluster& cluster);

}  // namespace fleetlint::rules::workload
