#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::helm {

void chart_and_chart_ref(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "helm.toolkit.fluxcd.io") return;
  const yaml::Node spec = object["spec"];
  if (!spec.is_mapping()) return;
  const yaml::Entry* chart = spec.find("chart");
  const yaml::Entry* reference = spec.find("chartRef");
  const bool has_chart = chart != nullptr && !chart->value.is_null();
  const bool has_reference = reference != nullptr && !reference->value.is_null();
  if (has_chart && has_reference) {
    diag::Place place = at_key(*reference);
    diag::Location other = at_key(*chart).primary;
    other.label = "the other chart";
    place.related.push_back(std::move(other));
    out.report(std::move(place), "chart and chartRef are both set and the API server refuses that; keep one")
        .object_path = "spec.chartRef";
  } else if (!has_chart && !has_reference && object.version() != "v2beta1") {
    out.report(at(spec), "neither chart nor chartRef is set, so there is nothing to install; set one")
        .object_path = "spec";
  }
}

}  // namespace fleetlint::rules::helm
