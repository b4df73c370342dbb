#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

void suspended(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (!object.group().ends_with(".toolkit.fluxcd.io")) return;
  const yaml::Node suspend = object["spec"]["suspend"];
  if (!suspend.as_bool().value_or(false)) return;
  out.report(at(suspend), "{} is suspended: Flux leaves it as it is until spec.suspend goes away",
             object.id().to_string());
}

}  // namespace fleetlint::rules::flux
