// The ClusterClass that a Cluster follows.
#pragma once

#include <string_view>

#include "fleet/fleet.h"
#include "kube/object.h"
#include "yaml/node.h"

namespace fleetlint::rules::cluster_api {

struct ClassReference {
  yaml::Node name;  ///< missing when the Cluster follows none
  std::string_view name_space;
};

/// In either form: `topology.class` with `classNamespace`, or `topology.classRef`.
inline ClassReference class_of(const kube::Object& owner) {
  const yaml::Node topology = owner["spec"]["topology"];
  const bool is_new = static_cast<bool>(topology["classRef"]);
  const yaml::Node name_space = is_new ? topology["classRef"]["namespace"] : topology["classNamespace"];
  return {is_new ? topology["classRef"]["name"] : topology["class"],
          name_space.text().empty() ? owner.name_space() : name_space.text()};
}

inline const kube::Object* find_class(const fleet::Cluster& cluster, const ClassReference& reference) {
  return cluster.index.find("cluster.x-k8s.io", "ClusterClass", reference.name_space, reference.name.text())
      .object;
}

}  // namespace fleetlint::rules::cluster_api
