#include <algorithm>
#include <iterator>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// The argument of the controller that forbids references to other namespaces; missing: it may follow them.
yaml::Node lock_of(const fleet::Cluster& cluster, std::string_view controller) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("apps", "Deployment")) {
    if (item.object->name() != controller) continue;
    for (const yaml::Node& container : item.object->containers()) {
      for (const yaml::Node& argument : container["args"].items()) {
        if (argument.text() == "--no-cross-namespace-refs" ||
            argument.text() == "--no-cross-namespace-refs=true")
          return argument;
      }
    }
  }
  return {};
}

void check(const kube::Object& object, yaml::Node reference, yaml::Node lock, std::string_view controller,
           diag::Collector& out) {
  const yaml::Node name_space = reference["namespace"];
  if (!is_known(name_space) || name_space.text().empty() || object.name_space().empty()) return;
  if (name_space.text() == object.name_space()) return;
  diag::Place place = at(name_space);
  diag::Location other = at(lock).primary;
  other.label = "references to other namespaces are forbidden";
  place.related.push_back(std::move(other));
  out.set_object(object.ref());
  out.report(std::move(place),
             "{} {} is in another namespace, {}, and {} runs with --no-cross-namespace-refs: it is refused; "
             "make one in namespace {}",
             reference["kind"].text().empty() ? "the object" : reference["kind"].text(),
             quote(reference["name"].text()), quote(name_space.text()), controller,
             quote(object.name_space()));
}

}  // namespace

void cross_namespace_refused(const fleet::Cluster& cluster, diag::Collector& out) {
  if (const yaml::Node lock = lock_of(cluster, "kustomize-controller")) {
    for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
      if (!unit.kustomization.node()) continue;
      check(unit.kustomization, unit.kustomization["spec"]["sourceRef"], lock, "kustomize-controller", out);
    }
  }
  if (const yaml::Node lock = lock_of(cluster, "helm-controller")) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(kHelmGroup, "HelmRelease")) {
      const yaml::Node spec = (*item.object)["spec"];
      check(*item.object, spec["chart"]["spec"]["sourceRef"], lock, "helm-controller", out);
      check(*item.object, spec["chartRef"], lock, "helm-controller", out);
    }
  }
  if (const yaml::Node lock = lock_of(cluster, "notification-controller")) {
    for (const fleet::Index::Item& item : cluster.index.of_kind("notification.toolkit.fluxcd.io", "Alert")) {
      for (const yaml::Node& source : (*item.object)["spec"]["eventSources"].items())
        check(*item.object, source, lock, "notification-controller", out);
    }
  }
}

}  // namespace fleetlint::rules::flux
