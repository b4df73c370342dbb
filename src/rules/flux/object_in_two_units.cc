#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

using fleetlint::flux::Unit;

/// Objects that Flux does not fight over.
bool is_shared_on_purpose(const kube::Object& object) {
  for (const yaml::Node& marks : {object.labels(), object.annotations()}) {
    const std::string ssa = to_lower(marks["kustomize.toolkit.fluxcd.io/ssa"].text());
    if (ssa == "ignore" || ssa == "ifnotpresent" || ssa == "merge") return true;
    if (to_lower(marks["kustomize.toolkit.fluxcd.io/reconcile"].text()) == "disabled") return true;
  }
  return false;
}

/// The first object that these units share, and how many more there are.
struct Shared {
  const kube::Object* first = nullptr;
  const kube::Object* second = nullptr;
  std::size_t count = 0;
};

/// Is what the unit renders surely what it would? Where a patch of its own Kustomization is lost, it may
/// have no path, and renders all there is.
bool is_settled(const std::vector<Unit>& units, const Unit& unit) {
  const Unit* at = &unit;
  for (std::size_t steps = 0; steps <= units.size(); ++steps) {
    if (at->state != fleetlint::flux::UnitState::rendered) {
      return at != &unit && unit.kustomization["spec"]["path"];
    }
    if (at->parent < 0) return true;
    at = &units[static_cast<std::size_t>(at->parent)];
  }
  return true;
}

/// "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& names) {
  const std::vector<std::string> all_but_last(names.begin(), names.end() - 1);
  return join(all_but_last, ", ") + " and " + names.back();
}

}  // namespace

void object_in_two_units(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain) return;
  // Units that share one object mostly share many: one finding for each set of units.
  std::map<std::vector<std::size_t>, Shared> sharing;
  const Unit* units = cluster.graph.units.data();
  for (const auto& [id, items] : cluster.index.by_id()) {
    if (items.size() < 2 || !is_known(items[0].object->node()["metadata"]["name"])) continue;
    std::vector<std::size_t> owners;
    const kube::Object* first = nullptr;
    const kube::Object* second = nullptr;
    for (const fleet::Index::Item& item : items) {
      const auto unit = static_cast<std::size_t>(item.unit - units);
      if (std::ranges::find(owners, unit) != owners.end() || is_shared_on_purpose(*item.object)) continue;
      if (!is_settled(cluster.graph.units, *item.unit)) continue;
      owners.push_back(unit);
      if (first == nullptr) {
        first = item.object;
      } else if (second == nullptr) {
        second = item.object;
      }
    }
    if (second == nullptr) continue;
    Shared& shared = sharing[owners];
    if (shared.count++ == 0) {
      shared.first = first;
      shared.second = second;
    }
  }
  for (const auto& [owners, shared] : sharing) {
    const std::string more = shared.count > 1
                                 ? fmt::format(" (and {})", count_of(shared.count - 1, "more object"))
                                 : std::string();
    std::vector<std::string> names;
    for (const std::size_t unit : owners) names.push_back(quote(units[unit].id()));
    out.set_object(shared.second->ref());
    diag::Finding& finding =
        out.report(at((*shared.second)["metadata"]["name"]),
                   "{}{} is applied by the Kustomizations {}, which overwrite each other; leave it to one",
                   shared.second->id().to_string(), more, listed(names));
    // Equal files are one content: which of them is meant is told by the unit.
    finding.primary.path = units[owners[1]].paths.path(finding.primary.file);
    diag::Location other = at((*shared.first)["metadata"]["name"]).primary;
    other.path = units[owners.front()].paths.path(other.file);
    const bool is_same = other.file == finding.primary.file && other.span == finding.primary.span;
    other.label = "the same object in " + units[owners.front()].id();
    if (!is_same) finding.related.push_back(std::move(other));
  }
}

}  // namespace fleetlint::rules::flux
