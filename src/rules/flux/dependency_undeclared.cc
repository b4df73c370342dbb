#include <algorithm>
#include <map>
#include <set>
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
using Units = std::set<std::size_t>;

/// Who makes kinds and namespaces, by unit.
struct Makers {
  std::map<std::pair<std::string_view, std::string_view>, Units> kinds;  // group, kind
  std::map<std::string_view, Units> namespaces;
};

Makers makers_of(const fleet::Cluster& cluster) {
  Makers makers;
  const Unit* units = cluster.graph.units.data();
  for (const fleet::Index::Item& item :
       cluster.index.of_kind("apiextensions.k8s.io", "CustomResourceDefinition")) {
    const yaml::Node spec = (*item.object)["spec"];
    makers.kinds[{spec["group"].text(), spec["names"]["kind"].text()}].insert(
        static_cast<std::size_t>(item.unit - units));
  }
  for (const fleet::Index::Item& item : cluster.index.of_kind("", "Namespace")) {
    makers.namespaces[item.object->name()].insert(static_cast<std::size_t>(item.unit - units));
  }
  return makers;
}

/// Units that are applied before this one: what it and those that render it wait for, all that
/// those wait for, and whatever any of them renders as a Kustomization.
class Order {
 public:
  explicit Order(const fleet::Cluster& cluster) : units_(cluster.graph.units) {
    for (std::size_t i = 0; i < units_.size(); ++i) {
      ids_[units_[i].id()] = i;
      if (units_[i].parent >= 0) children_[static_cast<std::size_t>(units_[i].parent)].push_back(i);
    }
  }

  /// Does it, or what it waits for, wait for something that is not there? That is told by
  /// flux/depends-on-missing, and what it would bring is not known.
  bool is_broken(std::size_t unit) const {
    Units all = before(unit);
    all.insert(unit);
    return std::ranges::any_of(all, [&](std::size_t one) {
      const auto references = units_[one].kustomization["spec"]["dependsOn"].items();
      return std::ranges::any_of(references, [&](const yaml::Node& reference) {
        return !ids_.contains(id_of(reference, units_[one]));
      });
    });
  }

  Units before(std::size_t unit) const {
    Units seen;
    for (int up = static_cast<int>(unit); up >= 0; up = units_[static_cast<std::size_t>(up)].parent) {
      const auto ancestor = static_cast<std::size_t>(up);
      if (ancestor != unit) seen.insert(ancestor);
      add_dependencies(ancestor, seen);
      if (seen.size() > units_.size()) break;
    }
    return seen;
  }

 private:
  static std::string id_of(yaml::Node reference, const Unit& from) {
    return std::string(namespace_of(reference, from.name_space)) + "/" +
           std::string(reference["name"].text());
  }

  void add_dependencies(std::size_t unit, Units& seen) const {
    for (const yaml::Node& reference : units_[unit].kustomization["spec"]["dependsOn"].items()) {
      if (const auto found = ids_.find(id_of(reference, units_[unit])); found != ids_.end())
        add(found->second, seen);
    }
  }

  void add(std::size_t unit, Units& seen) const {
    if (!seen.insert(unit).second) return;
    add_dependencies(unit, seen);
    if (const auto found = children_.find(unit); found != children_.end()) {
      for (const std::size_t child : found->second) add(child, seen);
    }
  }

  const std::vector<Unit>& units_;
  std::map<std::string, std::size_t> ids_;
  std::map<std::size_t, std::vector<std::size_t>> children_;
};

/// What a unit needs of others, by what it is: for the message.
struct Need {
  const Units* makers = nullptr;
  std::string what;
};

/// Do two units apply it? That is another mistake, and which of them should is not known.
bool is_applied_twice(const fleet::Cluster& cluster, const kube::Object& object) {
  return cluster.index.find_all(object.id()).size() > 1;
}

std::vector<Need> needs_of(const fleet::Cluster& cluster, std::size_t index, const Makers& makers) {
  const Unit& unit = cluster.graph.units[index];
  std::map<std::string, const Units*> needs;
  std::string_view last;
  for (const kube::Object& object : unit.objects) {
    const std::string_view name_space = object.name_space();
    if (name_space != last && !name_space.empty()) {
      last = name_space;
      const auto found = makers.namespaces.find(name_space);
      if (found != makers.namespaces.end() && !found->second.contains(index)) {
        if (is_applied_twice(cluster, object)) {
          last = {};
          continue;
        }
        needs.emplace("namespace " + quote(name_space), &found->second);
      }
    }
    const std::string_view group = object.group();
    if (group.find('.') == std::string_view::npos) continue;
    const auto found = makers.kinds.find({group, object.kind()});
    if (found != makers.kinds.end() && !found->second.contains(index)) {
      needs.emplace("kind " + std::string(object.kind()), &found->second);
    }
  }
  std::vector<Need> all;
  for (const auto& [what, units] : needs) all.push_back({units, what});
  return all;
}

}  // namespace

void dependency_undeclared(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain) return;
  const Makers makers = makers_of(cluster);
  if (makers.kinds.empty() && makers.namespaces.empty()) return;
  const Order order(cluster);
  const std::vector<Unit>& units = cluster.graph.units;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Unit& unit = units[i];
    if (unit.parent < 0 || unit.other_cluster || unit.suspended || !unit.kustomization.node()) continue;
    const std::vector<Need> needs = needs_of(cluster, i, makers);
    if (needs.empty() || order.is_broken(i)) continue;
    const Units before = order.before(i);
    // By the unit that makes it: one missing entry is one mistake.
    std::map<std::size_t, std::vector<std::string>> missing;
    for (const Need& need : needs) {
      const bool is_declared =
          std::ranges::any_of(*need.makers, [&](std::size_t maker) { return before.contains(maker); });
      // A unit that is applied after this one cannot be waited for.
      if (!is_declared) missing[*need.makers->begin()].push_back(need.what);
    }
    for (const auto& [maker, what] : missing) {
      if (units[maker].other_cluster || order.before(maker).contains(i)) continue;
      const yaml::Node spec = unit.kustomization["spec"];
      const yaml::Entry* entry = spec.find("dependsOn");
      out.set_object(unit.kustomization.ref());
      const std::string more =
          what.size() > 1 ? " and " + count_of(what.size() - 1, "more thing") : std::string();
      out.report(entry != nullptr ? at_key(*entry) : at(unit.kustomization["metadata"]["name"]),
                 "this Kustomization needs {}{} of {}, but does not wait for it: on a new cluster it fails "
                 "until that is applied; add it to dependsOn",
                 what.front(), more, quote(units[maker].id()))
          .object_path = entry != nullptr ? "spec.dependsOn" : "metadata.name";
    }
  }
}

}  // namespace fleetlint::rules::flux
