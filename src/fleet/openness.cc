// What a cluster may hold that is not rendered here.
#include <algorithm>

#include "fleet/fleet.h"
#include "fleet/resource_sets.h"

namespace fleetlint::fleet {

namespace {

/// May objects that belong to this unit be missing from it?
bool hides_objects(const flux::Unit& unit) {
  return !unit.other_cluster && unit.state != flux::UnitState::rendered;
}

/// Where a unit puts what it renders: its targetNamespace, or anywhere.
bool may_write_to(const flux::Unit& unit, std::string_view name_space) {
  const std::string_view target = unit.kustomization["spec"]["targetNamespace"].text();
  return target.empty() || name_space.empty() || target == name_space;
}

constexpr std::string_view kHelm = "helm.toolkit.fluxcd.io";
}  // namespace

bool Cluster::is_open_to_flux(std::string_view name_space, const flux::Unit* asking) const {
  if (entry.plain || !unrendered_sets(*this).empty()) return true;
  return std::any_of(graph.units.begin(), graph.units.end(), [&](const flux::Unit& unit) {
    return &unit != asking && hides_objects(unit) && may_write_to(unit, name_space);
  });
}

bool Cluster::is_own_source(std::string_view kind, std::string_view name_space,
                            std::string_view source) const {
  return graph.own_source && graph.own_source->kind == kind && graph.own_source->name_space == name_space &&
         graph.own_source->name == source;
}

bool Cluster::is_open(std::string_view name_space) const {
  if (is_open_to_flux(name_space)) return true;
  const auto& releases = index.of_kind(kHelm, "HelmRelease");
  return std::any_of(releases.begin(), releases.end(), [&](const Index::Item& release) {
    const std::string_view target = (*release.object)["spec"]["targetNamespace"].text();
    return (target.empty() ? release.object->name_space() : target) == name_space;
  });
}

bool Cluster::is_open() const { return is_open_to_flux({}) || !index.of_kind(kHelm, "HelmRelease").empty(); }

}  // namespace fleetlint::fleet
