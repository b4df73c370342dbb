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

/// What else has the name that a `Cluster`'s reference gives, and could fill its place: for a control plane
/// some other kind of control plane, for infrastructure some other kind of cluster. Of any other owner:
/// nothing.
const kube::Object* namesake(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference);

/// Reports a reference to an object that the cluster does not render and that nothing
/// outside could make. `path` is where the reference is in `from`. One that names the wrong kind
/// is left to cluster-api/ref-kind-mismatch.
void check_reference(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference,
                     std::string_view path, diag::Collector& out);

}  // namespace fleetlint::rules::cluster_api
