#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "rules/cluster_api/reference.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

namespace {

/// A control plane that a cloud runs, and the one kind of cluster that its provider pairs it with.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kManaged = {{
    {"AWSManagedControlPlane", "AWSManagedCluster"},
    {"AzureASOManagedControlPlane", "AzureASOManagedCluster"},
    {"AzureManagedControlPlane", "AzureManagedCluster"},
    {"GCPManagedControlPlane", "GCPManagedCluster"},
    {"OCIManagedControlPlane", "OCIManagedCluster"},
    {"ROSAControlPlane", "ROSACluster"},
}};

/// The kind that the reference stands for, were it the wrong kind with the right name.
std::string_view kind_behind(const fleet::Cluster& cluster, const kube::Object& owner, yaml::Node reference) {
  const kube::Object* object = follow(cluster, owner, reference);
  if (object == nullptr) object = namesake(cluster, owner, reference);
  return object == nullptr ? reference["kind"].text() : object->kind();
}

void check(const fleet::Cluster& cluster, const kube::Object& owner, diag::Collector& out) {
  const yaml::Node control = owner["spec"]["controlPlaneRef"];
  const yaml::Node infrastructure = owner["spec"]["infrastructureRef"];
  if (!control || !infrastructure) return;
  const std::string_view plane = kind_behind(cluster, owner, control);
  const std::string_view kind = kind_behind(cluster, owner, infrastructure);
  // Older releases of the AWS provider let the control plane fill both places.
  if (plane.empty() || kind.empty() || plane == kind) return;
  const auto by_plane = std::ranges::find(kManaged, plane, [](const auto& pair) { return pair.first; });
  const auto by_kind = std::ranges::find(kManaged, kind, [](const auto& pair) { return pair.second; });
  if (by_plane == by_kind) return;  // a pair, or none of them is of a managed kind
  const yaml::Node place_of_kind = infrastructure["kind"];
  diag::Place place = at(place_of_kind);
  diag::Location other = at(control["kind"]).primary;
  other.label = "the control plane";
  place.related.push_back(std::move(other));
  out.set_object(owner.ref());
  if (by_plane != kManaged.end()) {
    out.report(std::move(place), "the control plane is of kind {}, whose infrastructure is {}, not {}", plane,
               by_plane->second, kind)
        .object_path = "spec.infrastructureRef.kind";
  } else {
    out.report(std::move(place), "the infrastructure is of kind {}, whose control plane is {}, not {}", kind,
               by_kind->first, plane)
        .object_path = "spec.infrastructureRef.kind";
  }
}

}  // namespace

void provider_pair_mismatch(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    check(cluster, *item.object, out);
  }
}

}  // namespace fleetlint::rules::cluster_api
