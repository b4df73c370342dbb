// References between Cluster API objects.
#pragma once

#include <string_view>

#include "diag/collector.h"
#include "fleet/fleet.h"
#include "kube/object.h"

namespace fleetlint::rules::cluster_api {

/// The object that `reference` of `from` names, in either form of the contract:
/// `apiVersion`, kind, name and namespace, or `apiGroup`, kind and name.
const kube::Object* follow(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference);

/// Reports a reference to an object that the cluster does not render and that nothing
/// outside could make. `path` is where the reference is in `from`.
void check_reference(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference,
                     std::string_view path, diag::Collector& out);

}  // namespace fleetlint::rules::cluster_api
