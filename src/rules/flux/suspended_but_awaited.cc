#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// Objects that a controller of Flux reconciles, but for those without a status to wait for.
bool is_suspended(const kube::Object& object) {
  const bool is_awaited =
      object.is(kHelmGroup, "HelmRelease") || object.is("kustomize.toolkit.fluxcd.io", "Kustomization");
  return is_awaited && object["spec"]["suspend"].as_bool().value_or(false);
}

void report(const fleetlint::flux::Unit& unit, const kube::Object& object, yaml::Node why,
            diag::Collector& out) {
  diag::Place place = at(object["spec"]["suspend"]);
  diag::Location other = at(why).primary;
  other.label = "waited for";
  place.related.push_back(std::move(other));
  out.set_object(object.ref());
  out.report(
      std::move(place),
      "{} is suspended, and Kustomization {} waits until it is ready, which it never is on a new cluster "
      "or after a change; take one of the two out",
      object.id().to_string(), quote(unit.id()));
}

}  // namespace

void suspended_but_awaited(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    const yaml::Node spec = unit.kustomization["spec"];
    if (unit.suspended || unit.other_cluster) continue;
    if (spec["wait"].as_bool().value_or(false)) {
      for (const kube::Object& object : unit.objects) {
        if (is_suspended(object)) report(unit, object, spec["wait"], out);
      }
      continue;
    }
    for (const yaml::Node& entry : spec["healthChecks"].items()) {
      const kube::Gvk gvk = kube::parse_gvk(entry["apiVersion"].text(), entry["kind"].text());
      const kube::Object* object =
          cluster.index.find(gvk.group, gvk.kind, entry["namespace"].text(), entry["name"].text()).object;
      if (object != nullptr && is_suspended(*object)) report(unit, *object, entry["name"], out);
    }
  }
}

}  // namespace fleetlint::rules::flux
