#include <fmt/format.h>

#include <map>
#include <utility>

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

/// The first object that two units share, and how many more there are.
struct Shared {
  const kube::Object* first = nullptr;
  const kube::Object* second = nullptr;
  std::size_t count = 0;
};

}  // namespace

void object_in_two_units(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain) return;
  std::map<std::pair<std::size_t, std::size_t>, Shared> pairs;
  const Unit* units = cluster.graph.units.data();
  for (const auto& [id, items] : cluster.index.by_id()) {
    if (items.size() < 2 || !is_known(items[0].object->node()["metadata"]["name"])) continue;
    for (std::size_t i = 1; i < items.size(); ++i) {
      if (items[i].unit == items[0].unit || is_shared_on_purpose(*items[i].object)) continue;
      if (is_shared_on_purpose(*items[0].object)) continue;
      Shared& shared = pairs[{static_cast<std::size_t>(items[0].unit - units),
                              static_cast<std::size_t>(items[i].unit - units)}];
      if (shared.count++ == 0) {
        shared.first = items[0].object;
        shared.second = items[i].object;
      }
    }
  }
  for (const auto& [pair, shared] : pairs) {
    const std::string more =
        shared.count > 1 ? fmt::format(" (and {})", count_of(shared.count - 1, "more object")) : std::string();
    out.set_object(shared.second->ref());
    diag::Finding& finding =
        out.report(at((*shared.second)["metadata"]["name"]),
                   "{}{} is applied by the Kustomizations {} and {}, which overwrite each other; leave it to one",
                   shared.second->id().to_string(), more, quote(units[pair.first].id()), quote(units[pair.second].id()));
    diag::Location other = at((*shared.first)["metadata"]["name"]).primary;
    const bool is_same = other.file == finding.primary.file && other.span == finding.primary.span;
    other.label = "the same object in " + units[pair.first].id();
    if (!is_same) finding.related.push_back(std::move(other));
  }
}

}  // namespace fleetlint::rules::flux
