#include <algorithm>
#include <iterator>
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

/// Namespaces that a new cluster has, or that Flux itself runs in.
bool is_always_there(std::string_view name_space) {
  return name_space == "default" || name_space == "flux-system" || name_space.starts_with("kube-");
}

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
    if (is_always_there(item.object->name())) continue;
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
      if (is_spoilt(units_[one].kustomization["spec"])) return true;
      const auto references = units_[one].kustomization["spec"]["dependsOn"].items();
      return std::ranges::any_of(references, [&](const yaml::Node& reference) {
        return !ids_.contains(id_of(reference, units_[one]));
      });
    });
  }

  /// All that is applied before whoever waits for the unit.
  Units through(std::size_t unit) const {
    Units seen;
    add(unit, seen);
    return seen;
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
  /// Is the list there, but no list, or under a name that nearly is its own?
  static bool is_spoilt(yaml::Node spec) {
    if (const yaml::Node list = spec["dependsOn"]) return !list.is_sequence() && !list.is_null();
    constexpr std::string_view kNames[] = {"dependsOn"};
    return std::ranges::any_of(spec.entries(), [&](const yaml::Entry& entry) {
      return !did_you_mean(entry.key.text(), kNames).empty();
    });
  }

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

/// By the unit that makes it: one missing entry is one mistake.
using Missing = std::map<std::size_t, std::vector<std::string>>;

Missing missing_of(const fleet::Cluster& cluster, const Order& order, std::size_t index,
                   const Makers& makers) {
  const std::vector<Unit>& units = cluster.graph.units;
  const Unit& unit = units[index];
  if (unit.parent < 0 || unit.other_cluster || unit.suspended || !unit.kustomization.node()) return {};
  const std::vector<Need> needs = needs_of(cluster, index, makers);
  if (needs.empty() || order.is_broken(index)) return {};
  const Units before = order.before(index);
  Missing missing;
  for (const Need& need : needs) {
    const bool is_declared =
        std::ranges::any_of(*need.makers, [&](std::size_t maker) { return before.contains(maker); });
    const std::size_t maker = *need.makers->begin();
    // A unit that is applied after this one cannot be waited for.
    if (is_declared || units[maker].other_cluster || order.before(maker).contains(index)) continue;
    missing[maker].push_back(need.what);
  }
  // Who waits for one of them waits for what that one waits for.
  for (auto it = missing.begin(); it != missing.end();) {
    const bool is_implied = std::ranges::any_of(missing, [&](const auto& other) {
      return other.first != it->first && order.before(other.first).contains(it->first);
    });
    it = is_implied ? missing.erase(it) : std::next(it);
  }
  return missing;
}

void report(const fleet::Cluster& cluster, const Unit& unit, const Missing& missing, diag::Collector& out) {
  const yaml::Node spec = unit.kustomization["spec"];
  const yaml::Entry* entry = spec.find("dependsOn");
  const auto& [maker, what] = *missing.begin();
  std::size_t others = what.size() - 1;
  std::vector<std::string> makers;
  for (const auto& [one, needs] : missing) {
    makers.push_back(quote(cluster.graph.units[one].id()));
    if (one != maker) others += needs.size();
  }
  out.set_object(unit.kustomization.ref());
  const std::string more = others > 0 ? " and " + count_of(others, "more thing") : std::string();
  out.report(entry != nullptr ? at_key(*entry) : at(unit.kustomization["metadata"]["name"]),
             "this Kustomization needs {}{} of {}, but does not wait for {}: on a new cluster it fails until "
             "that is applied; add {} to dependsOn",
             what.front(), more, join(makers, ", "), makers.size() > 1 ? "them" : "it",
             makers.size() > 1 ? "them" : "it")
      .object_path = entry != nullptr ? "spec.dependsOn" : "metadata.name";
}

}  // namespace

void dependency_undeclared(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain) return;
  const Makers makers = makers_of(cluster);
  if (makers.kinds.empty() && makers.namespaces.empty()) return;
  const Order order(cluster);
  const std::vector<Unit>& units = cluster.graph.units;
  std::vector<Missing> missing;
  for (std::size_t i = 0; i < units.size(); ++i) missing.push_back(missing_of(cluster, order, i, makers));
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (missing[i].empty()) continue;
    // What it waits for lacks the same, or what brings it: an entry there helps here, too.
    const Units before = order.before(i);
    Missing own;
    for (const auto& [maker, what] : missing[i]) {
      const bool is_told = std::ranges::any_of(before, [&, maker = maker](std::size_t earlier) {
        return std::ranges::any_of(missing[earlier], [&](const auto& lacked) {
          return order.through(lacked.first).contains(maker);
        });
      });
      // Once the maker waits for what it lacks itself, it may come after this one.
      const bool is_later = std::ranges::any_of(
          missing[maker], [&](const auto& needed) { return order.through(needed.first).contains(i); });
      if (!is_told && !is_later) own.emplace(maker, what);
    }
    if (!own.empty()) report(cluster, units[i], own, out);
  }
}

}  // namespace fleetlint::rules::flux
