#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

void wait_and_health_checks(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "kustomize.toolkit.fluxcd.io") return;
  const yaml::Node spec = object["spec"];
  const yaml::Entry* checks = spec.find("healthChecks");
  if (!spec["wait"].as_bool().value_or(false) || checks == nullptr || checks->value.items().empty()) return;
  diag::Place place = at_key(*checks);
  diag::Location wait = at(spec["wait"]).primary;
  wait.label = "everything is waited for";
  place.related.push_back(std::move(wait));
  out.report(std::move(place), "healthChecks is ignored because of wait: true; keep one of the two")
      .object_path = "spec.healthChecks";
}

}  // namespace fleetlint::rules::flux
