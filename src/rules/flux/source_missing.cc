#include <algorithm>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// A unit without a source renders nothing, in the cluster as little as here: it
/// does not make another one's source.
bool may_be_made_elsewhere(const fleet::Cluster& cluster, std::string_view name_space) {
  if (!cluster.is_open_to_flux(name_space)) return false;
  if (cluster.entry.plain) return true;
  const auto& units = cluster.graph.units;
  return !cluster.index.of_kind("fluxcd.controlplane.io", "ResourceSet").empty() ||
         std::any_of(units.begin(), units.end(), [](const fleetlint::flux::Unit& unit) {
           return unit.state != fleetlint::flux::UnitState::rendered &&
                  unit.state != fleetlint::flux::UnitState::source_missing &&
                  unit.state != fleetlint::flux::UnitState::path_missing;
         });
}

void check(const fleet::Cluster& cluster, const kube::Object& object, yaml::Node reference,
           diag::Collector& out) {
  const yaml::Node name = reference["name"];
  const std::string_view kind = reference["kind"].text();
  const std::string_view name_space = namespace_of(reference, object.name_space());
  if (!is_source_kind(kind) || name_space.empty() || !is_known(name) || !is_known(reference["kind"])) return;
  if (reference["namespace"] && !is_known(reference["namespace"])) return;
  if (has_source(cluster, kind, name_space, name.text()) || may_be_made_elsewhere(cluster, name_space))
    return;
  const std::string meant = hint(name.text(), source_names(cluster, kind, name_space));
  // Whoever bootstraps from outside may make sources too.
  if (!cluster.entry.source && meant.empty()) return;
  out.set_object(object.ref());
  out.report(at(name), "{} {} does not exist in this cluster{}", kind,
             quote(std::string(name_space) + "/" + std::string(name.text())), meant);
}

}  // namespace

void source_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& unit : cluster.graph.units) {
    // The entry's own source is what it was found in.
    if (unit.parent < 0) continue;
    check(cluster, unit.kustomization, unit.kustomization["spec"]["sourceRef"], out);
  }
  for (const auto& item : cluster.index.of_kind("source.extensions.fluxcd.io", "ArtifactGenerator")) {
    for (const yaml::Node& source : (*item.object)["spec"]["sources"].items())
      check(cluster, *item.object, source, out);
  }
}

}  // namespace fleetlint::rules::flux
