#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

struct Dependency {
  const fleetlint::flux::Unit* unit;  ///< that asks, or renders who asks
  const kube::Object* object;
  std::string_view group;
};

/// Flux waits for objects of the asking one's kind only; a namesake of the other kind
/// is what was meant.
std::string namesake(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
                     std::string_view name) {
  const bool is_release = kind == "HelmRelease";
  const std::string_view other = is_release ? "Kustomization" : "HelmRelease";
  const std::string_view group = is_release ? "kustomize.toolkit.fluxcd.io" : kHelmGroup;
  if (cluster.index.find(group, other, name_space, name).object == nullptr) return {};
  return fmt::format("; there is a {} of that name, but a {} waits for {}s only", other, kind, kind);
}

void check(const fleet::Cluster& cluster, const Dependency& from, diag::Collector& out) {
  const kube::Object& object = *from.object;
  for (const yaml::Node& reference : object["spec"]["dependsOn"].items()) {
    const yaml::Node name = reference["name"];
    const std::string_view name_space = namespace_of(reference, object.name_space());
    if (name_space.empty() || !is_known(name)) continue;
    if (reference["namespace"] && !is_known(reference["namespace"])) continue;
    if (cluster.index.find(from.group, object.kind(), name_space, name.text()).object != nullptr) continue;
    const auto& units = cluster.graph.units;
    // The cluster's own Kustomization need not be among the rendered objects.
    const bool is_unit = object.kind() == "Kustomization" &&
                         std::any_of(units.begin(), units.end(), [&](const fleetlint::flux::Unit& unit) {
                           return unit.name_space == name_space && unit.name == name.text();
                         });
    if (is_unit || cluster.is_open_to_flux(name_space, from.unit)) continue;
    std::vector<std::string> names;
    for (const auto& item : cluster.index.of_kind(from.group, object.kind())) {
      if (item.object->name_space() == name_space) names.emplace_back(item.object->name());
    }
    std::string why = namesake(cluster, object.kind(), name_space, name.text());
    if (why.empty()) why = hint(name.text(), names);
    out.set_object(object.ref());
    out.report(at(name), "{} {} does not exist in this cluster, so this one waits for ever{}", object.kind(),
               quote(std::string(name_space) + "/" + std::string(name.text())), why);
  }
}

}  // namespace

void depends_on_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& unit : cluster.graph.units) {
    if (unit.kustomization.node())
      check(cluster, {&unit, &unit.kustomization, "kustomize.toolkit.fluxcd.io"}, out);
  }
  for (const auto& item : cluster.index.of_kind(kHelmGroup, "HelmRelease")) {
    check(cluster, {nullptr, item.object, kHelmGroup}, out);
  }
}

}  // namespace fleetlint::rules::flux
