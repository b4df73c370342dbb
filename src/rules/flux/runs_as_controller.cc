#include <algorithm>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// Has the controller an account for those that name none?
bool has_default_account(const fleet::Cluster& cluster, std::string_view controller) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("apps", "Deployment")) {
    if (item.object->name() != controller) continue;
    for (const yaml::Node& container : item.object->containers()) {
      for (const yaml::Node& argument : container["args"].items()) {
        if (argument.text().starts_with("--default-service-account=")) return true;
      }
    }
  }
  return false;
}

/// Does anything run with an account of its own? Where nothing does, there are no tenants.
bool has_tenants(const fleet::Cluster& cluster) {
  const auto& units = cluster.graph.units;
  const auto& releases = cluster.index.of_kind(kHelmGroup, "HelmRelease");
  return std::ranges::any_of(units,
                             [](const fleetlint::flux::Unit& unit) {
                               return static_cast<bool>(unit.kustomization["spec"]["serviceAccountName"]);
                             }) ||
         std::ranges::any_of(releases, [](const fleet::Index::Item& item) {
           return static_cast<bool>((*item.object)["spec"]["serviceAccountName"]);
         });
}

void check(const kube::Object& object, diag::Collector& out) {
  const yaml::Node spec = object["spec"];
  if (object.name_space().empty() || object.name_space() == "flux-system") return;
  if (spec["serviceAccountName"] || spec["kubeConfig"]) return;
  out.set_object(object.ref());
  out.report(at(object["metadata"]["name"]),
             "{} is outside of flux-system and names no serviceAccountName, so it is applied with all rights "
             "of the "
             "controller",
             object.id().to_string())
      .object_path = "spec.serviceAccountName";
}

}  // namespace

void runs_as_controller(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain || !has_tenants(cluster)) return;
  if (!has_default_account(cluster, "kustomize-controller")) {
    for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
      if (unit.kustomization.node()) check(unit.kustomization, out);
    }
  }
  if (!has_default_account(cluster, "helm-controller")) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(kHelmGroup, "HelmRelease"))
      check(*item.object, out);
  }
}

}  // namespace fleetlint::rules::flux
