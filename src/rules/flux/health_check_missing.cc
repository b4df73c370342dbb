#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

using fleetlint::flux::Unit;
using fleetlint::flux::UnitState;

std::string text_of(const kube::Gvk& gvk, std::string_view name_space, std::string_view name) {
  return kube::ObjectId{gvk.group, gvk.kind, std::string(name_space), std::string(name)}.to_string();
}

/// Custom resources in the namespace: an operator may make anything of them there.
bool has_custom_resources(const fleet::Cluster& cluster, std::string_view name_space) {
  return std::ranges::any_of(cluster.index.kinds(), [&](const fleet::Index::KindEntry& kind) {
    const bool built_in = kind.group.find('.') == std::string_view::npos || kind.group.ends_with(".k8s.io");
    if (built_in || kind.group.ends_with(".fluxcd.io")) return false;
    return std::ranges::any_of(
        kind.items, [&](const fleet::Index::Item& item) { return item.object->name_space() == name_space; });
  });
}

void check(const fleet::Cluster& cluster, const Unit& unit, yaml::Node entry, diag::Collector& out) {
  const yaml::Node name = entry["name"];
  const std::string_view name_space = entry["namespace"].text();
  if (!is_known(name) || entry["kind"].text().empty()) return;
  if (entry["namespace"] && !is_known(entry["namespace"])) return;
  // Without an apiVersion, apps/v1 is meant.
  const std::string_view api_version = entry["apiVersion"].text();
  const kube::Gvk gvk = kube::parse_gvk(api_version.empty() ? "apps/v1" : api_version, entry["kind"].text());
  if (cluster.index.find(gvk.group, gvk.kind, name_space, name.text()).object != nullptr) return;
  std::vector<std::string> names;
  for (const auto& item : cluster.index.of_kind(gvk.group, gvk.kind)) {
    if (item.object->name_space() == name_space) names.emplace_back(item.object->name());
  }
  // Charts and operators do not make objects of Flux that are called nearly as one that is rendered.
  const bool is_misspelt = gvk.group.ends_with(".toolkit.fluxcd.io") && !hint(name.text(), names).empty();
  const bool is_open = name_space.empty() ? cluster.is_open() : cluster.is_open(name_space);
  if (is_misspelt ? cluster.is_open_to_flux(name_space)
                  : is_open || has_custom_resources(cluster, name_space))
    return;
  out.set_object(unit.kustomization.ref());
  out.report(at(name), "health check waits for {}, which nothing in this cluster makes{}",
             text_of(gvk, name_space, name.text()), hint(name.text(), names));
}

}  // namespace

void health_check_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const Unit& unit : cluster.graph.units) {
    const yaml::Node spec = unit.kustomization["spec"];
    // With `wait` the list is ignored.
    if (unit.state != UnitState::rendered || unit.other_cluster || spec["wait"].as_bool().value_or(false))
      continue;
    for (const yaml::Node& entry : spec["healthChecks"].items()) check(cluster, unit, entry, out);
  }
}

}  // namespace fleetlint::rules::flux
