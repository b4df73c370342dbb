#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::helm {

namespace {

using rules::flux::has_source;
using rules::flux::is_known;

void check(const fleet::Cluster& cluster, const kube::Object& release, yaml::Node reference,
           diag::Collector& out) {
  const yaml::Node name = reference["name"];
  const std::string_view kind = reference["kind"].text();
  const std::string_view name_space = rules::flux::namespace_of(reference, release.name_space());
  if (!rules::flux::is_source_kind(kind) || name_space.empty() || !is_known(name)) return;
  if (reference["namespace"] && !is_known(reference["namespace"])) return;
  if (has_source(cluster, kind, name_space, name.text()) || cluster.is_open_to_flux(name_space)) return;

  std::string why = rules::flux::hint(name.text(), rules::flux::source_names(cluster, kind, name_space));
  if (why.empty()) why = rules::flux::other_kind_hint(cluster, kind, name_space, name.text());
  if (why.empty()) {
    for (const auto& item : cluster.index.of_kind(rules::flux::kSourceGroup, kind)) {
      if (item.object->name() != name.text() || item.object->name_space().empty()) continue;
      why = "; there is one in namespace " + quote(item.object->name_space());
    }
  }
  // Whoever bootstraps from outside may make sources too.
  if (!cluster.entry.source && why.empty()) return;
  out.set_object(release.ref());
  out.report(at(name), "{} {} does not exist in this cluster{}", kind,
             quote(std::string(name_space) + "/" + std::string(name.text())), why);
}

}  // namespace

void chart_source_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& item : cluster.index.of_kind(rules::flux::kHelmGroup, "HelmRelease")) {
    const yaml::Node spec = (*item.object)["spec"];
    check(cluster, *item.object, spec["chart"]["spec"]["sourceRef"], out);
    check(cluster, *item.object, spec["chartRef"], out);
  }
}

}  // namespace fleetlint::rules::helm
