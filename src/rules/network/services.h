// Services, the pods that they select, and who refers to them.
#pragma once

#include <string_view>
#include <vector>

#include "fleet/fleet.h"
#include "kube/object.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace fleetlint::rules::network {

/// Those of the workloads that are in the namespace and whose pods the selector matches.
std::vector<const kube::Object*> selected_by(const std::vector<const kube::Object*>& workloads,
                                             std::string_view name_space, yaml::Node selector);

/// A backend as an Ingress or a route names it.
struct Backend {
  const kube::Object* owner = nullptr;
  std::string_view name_space;
  yaml::Node name;
  yaml::Node port;  ///< a number or a name; missing: not checked
};

/// Reports a backend whose Service nobody renders or could make, or whose Service has
/// no such port.
void check_backend(const fleet::Cluster& cluster, const Backend& backend, diag::Collector& out);

}  // namespace fleetlint::rules::network
