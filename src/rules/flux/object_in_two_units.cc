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
    if (is_shared_on_purpose(*items[0].object)) continue;
    std::vector<std::size_t> owners{static_cast<std::size_t>(items[0].unit - units)};
    const kube::Object* second = nullptr;
    for (std::size_t i = 1; i < items.size(); ++i) {
      const auto unit = static_cast<std::size_t>(items[i].unit - units);
      if (std::ranges::find(owners, unit) != owners.end() || is_shared_on_purpose(*items[i].object)) continue;
      owners.push_back(unit);
      if (second == nullptr) second = items[i].object;
    }
    if (second == nullptr) continue;
    Shared& shared = sharing[owners];
    if (shared.count++ == 0) {
      shared.first = items[0].object;
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
    diag::Location other = at((*shared.first)["metadata"]["name"]).primary;
    const bool is_same = other.file == finding.primary.file && other.span == finding.primary.span;
    other.label = "the same object in " + units[owners.front()].id();
    if (!is_same) finding.related.push_back(std::move(other));
  }
}

}  // namespace fleetlint::rules::flux
