#include <vector>

#include "base/strings.h"
#include "rules/delivery/canary.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::delivery {

namespace {

void check(const fleet::Cluster& cluster, const kube::Object& canary, yaml::Node reference,
           diag::Collector& out) {
  const yaml::Node name = reference["name"];
  const std::string_view name_space = rules::flux::namespace_of(reference, canary.name_space());
  if (name_space.empty() || !rules::flux::is_known(name)) return;
  if (cluster.index.find(kFlagger, "MetricTemplate", name_space, name.text()).object != nullptr) return;
  if (cluster.is_open(name_space)) return;
  std::vector<std::string_view> names;
  for (const fleet::Index::Item& item : cluster.index.of_kind(kFlagger, "MetricTemplate")) {
    if (item.object->name_space() == name_space) names.push_back(item.object->name());
  }
  const kube::ObjectId id{std::string(kFlagger), "MetricTemplate", std::string(name_space),
                          std::string(name.text())};
  out.set_object(canary.ref());
  out.report(at(name), "{} is not rendered by this cluster's units, so the analysis fails{}", id.to_string(),
             did_you_mean(name.text(), names));
}

}  // namespace

void canary_metric_template_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind(kFlagger, "Canary")) {
    const yaml::Node spec = (*item.object)["spec"];
    // The older name of the analysis still works.
    const yaml::Node analysis = spec["analysis"] ? spec["analysis"] : spec["canaryAnalysis"];
    for (const yaml::Node& metric : analysis["metrics"].items()) {
      if (metric["templateRef"]) check(cluster, *item.object, metric["templateRef"], out);
    }
  }
}

}  // namespace fleetlint::rules::delivery
