// What pods refer to, and whether a missing one is surely missing.
#pragma once

#include <memory>
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

/// What the pods of one workload refer to.
struct Uses {
  kube::Object workload;
  std::vector<Use> objects;        ///< ConfigMaps and Secrets, in order of writing by kind of use
  std::vector<yaml::Node> claims;  ///< names of PersistentVolumeClaims
  yaml::Node service_account;      ///< its name; missing where none is named
};

/// Of every workload of the cluster that refers to something, by namespace. What a workload refers to is
/// found out once for all clusters that have its node.
std::vector<std::shared_ptr<const Uses>> uses_in(const fleet::Cluster& cluster);

}  // namespace fleetlint::rules::workload
