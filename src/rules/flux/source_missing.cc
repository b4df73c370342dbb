#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "fleet/resource_sets.h"
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
  return !fleet::unrendered_sets(cluster).empty() ||
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
  std::string meant = hint(name.text(), source_names(cluster, kind, name_space));
  if (meant.empty()) meant = other_kind_hint(cluster, kind, name_space, name.text());
  // Whoever bootstraps from outside may make sources too.
  if (!cluster.entry.source && meant.empty()) return;
  out.set_object(object.ref());
  out.report(at(name), "{} {} does not exist in this cluster{}", kind,
             quote(std::string(name_space) + "/" + std::string(name.text())), meant);
}

/// The entry's own source is what it was found in, whatever it is called. But where the entry itself renders
/// one source of nearly that name, or several others refer to one, that one is meant: its name, else nothing.
std::string meant_by_others(const fleet::Cluster& cluster, const fleetlint::flux::Unit& entry) {
  const yaml::Node reference = entry.kustomization["spec"]["sourceRef"];
  const std::string_view name = reference["name"].text();
  const std::string_view kind = reference["kind"].text();
  if (!is_known(reference["name"]) || !is_source_kind(kind)) return {};
  const std::string_view name_space = namespace_of(reference, entry.kustomization.name_space());
  std::vector<std::string_view> names;
  for (const kube::Object& object : entry.objects) {
    if (object.is(kSourceGroup, kind) && object.name_space() == name_space) names.push_back(object.name());
  }
  if (names.empty()) {
    std::map<std::string_view, int> uses;
    for (const auto& unit : cluster.graph.units) {
      const yaml::Node other = unit.kustomization["spec"]["sourceRef"];
      if (unit.parent < 0 || other["kind"].text() != kind) continue;
      if (namespace_of(other, unit.name_space) == name_space) ++uses[other["name"].text()];
    }
    if (uses.contains(name)) return {};
    for (const auto& [used, count] : uses) {
      if (count > 1 && cluster.index.find(kSourceGroup, kind, name_space, used).object == nullptr)
        names.push_back(used);
    }
  }
  return std::ranges::find(names, name) != names.end() ? std::string()
                                                       : std::string(closest_match(name, names));
}

/// The kind of the source that the entry itself renders under the name it gives, or that others refer to so,
/// where it says another; empty: its kind is right, or not known to be wrong.
std::string_view kind_meant(const fleet::Cluster& cluster, const fleetlint::flux::Unit& entry) {
  const yaml::Node reference = entry.kustomization["spec"]["sourceRef"];
  const std::string_view name = reference["name"].text();
  const std::string_view name_space = namespace_of(reference, entry.kustomization.name_space());
  std::string_view meant;
  for (const kube::Object& object : entry.objects) {
    if (object.group() != kSourceGroup || object.name() != name || object.name_space() != name_space)
      continue;
    if (object.kind() == reference["kind"].text()) return {};
    meant = object.kind();
  }
  int uses = 0;
  for (const auto& unit : cluster.graph.units) {
    const yaml::Node other = unit.kustomization["spec"]["sourceRef"];
    if (unit.parent < 0 || other["name"].text() != name || namespace_of(other, unit.name_space) != name_space)
      continue;
    if (other["kind"].text() == reference["kind"].text()) return {};
    if (++uses > 1 && meant.empty() && is_source_kind(other["kind"].text())) meant = other["kind"].text();
  }
  return meant;
}

/// Reports an entry that names its source wrongly: the name that is meant.
std::string check_entry(const fleet::Cluster& cluster, const fleetlint::flux::Unit& entry,
                        diag::Collector& out) {
  if (!entry.kustomization.node()) return {};
  const yaml::Node reference = entry.kustomization["spec"]["sourceRef"];
  const std::string_view name_space = namespace_of(reference, entry.kustomization.name_space());
  out.set_object(entry.kustomization.ref());
  if (const std::string_view kind = kind_meant(cluster, entry);
      !kind.empty() && is_known(reference["name"])) {
    out.report(at(reference["kind"]), "{} {} does not exist in this cluster; there is a {} of that name",
               reference["kind"].text(),
               quote(std::string(name_space) + "/" + std::string(reference["name"].text())), kind);
    return std::string(reference["name"].text());
  }
  const std::string meant = meant_by_others(cluster, entry);
  if (meant.empty()) return meant;
  out.report(at(reference["name"]), "{} {} does not exist in this cluster; did you mean {}?",
             reference["kind"].text(),
             quote(std::string(name_space) + "/" + std::string(reference["name"].text())), quote(meant));
  return meant;
}

/// A cluster whose first Kustomization names no source: which source is this repository is not known.
bool is_lost(const fleet::Cluster& cluster) {
  const yaml::Node object = cluster.entry.kustomization.node();
  if (!object) return false;
  const yaml::Node reference = object["spec"]["sourceRef"];
  return reference["name"].text().empty() || !is_source_kind(reference["kind"].text());
}

}  // namespace

void source_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  if (is_lost(cluster)) return;
  std::string meant;
  for (const auto& unit : cluster.graph.units) {
    if (unit.parent < 0) meant += check_entry(cluster, unit, out);
  }
  for (const auto& unit : cluster.graph.units) {
    const yaml::Node reference = unit.kustomization["spec"]["sourceRef"];
    if (unit.parent < 0 || (!meant.empty() && reference["name"].text() == meant)) continue;
    check(cluster, unit.kustomization, reference, out);
  }
  for (const auto& item : cluster.index.of_kind("source.extensions.fluxcd.io", "ArtifactGenerator")) {
    for (const yaml::Node& source : (*item.object)["spec"]["sources"].items())
      check(cluster, *item.object, source, out);
  }
}

}  // namespace fleetlint::rules::flux
