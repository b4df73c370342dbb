#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// Variables by where they are set: `substitute` of a unit, or a ConfigMap that units take them from.
struct Variables {
  yaml::Node values;  ///< the mapping
  const kube::Object* object = nullptr;
};

std::map<std::string, Variables> variables_of(const fleet::Cluster& cluster) {
  std::map<std::string, Variables> all;
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    const yaml::Node build = unit.kustomization["spec"]["postBuild"];
    if (build["substitute"].is_mapping()) {
      all.try_emplace("Kustomization " + quote(unit.id()),
                      Variables{build["substitute"], &unit.kustomization});
    }
    for (const yaml::Node& source : build["substituteFrom"].items()) {
      const fleet::Index::Item found =
          cluster.index.find("", source["kind"].text(), unit.name_space, source["name"].text());
      if (found.object == nullptr || source["kind"].text() != "ConfigMap") continue;
      const yaml::Node data = (*found.object)["data"];
      if (data.is_mapping()) all.try_emplace(found.object->id().to_string(), Variables{data, found.object});
    }
  }
  return all;
}

/// A key that only this cluster has, and that was meant for the one it lacks.
std::string meant_for(std::string_view missing, yaml::Node values,
                      const std::map<std::string, std::size_t>& known) {
  std::vector<std::string> own;
  for (const yaml::Entry& entry : values.entries()) {
    const auto found = known.find(std::string(entry.key.text()));
    if (found == known.end() || found->second == 1) own.emplace_back(entry.key.text());
  }
  return flux::hint(missing, own);
}

}  // namespace

void variable_missing(const fleet::Fleet& fleet, diag::Collector& out) {
  for (const auto& [group, clusters] : groups_of(fleet)) {
    // Of two clusters nobody can say which one is right.
    if (clusters.size() < 3) continue;
    std::vector<std::map<std::string, Variables>> sets;
    std::set<std::string> names;
    for (const fleet::Cluster* cluster : clusters) {
      sets.push_back(variables_of(*cluster));
      for (const auto& [name, set] : sets.back()) names.insert(name);
    }
    for (const std::string& name : names) {
      const bool everywhere = std::ranges::all_of(sets, [&](const auto& set) { return set.contains(name); });
      if (!everywhere) continue;
      std::map<std::string, std::size_t> count;
      for (const auto& set : sets) {
        for (const yaml::Entry& entry : set.at(name).values.entries()) ++count[std::string(entry.key.text())];
      }
      for (std::size_t c = 0; c < clusters.size(); ++c) {
        const Variables& own = sets[c].at(name);
        for (const auto& [key, number] : count) {
          if (number + 1 != clusters.size() || own.values[key]) continue;
          const Variables& peer = sets[c == 0 ? 1 : 0].at(name);
          out.set_object(own.object->ref());
          // The misspelt key is the line to change, where there is one.
          const std::string meant = meant_for(key, own.values, count);
          diag::Place place = at(own.values);
          for (const yaml::Entry& entry : own.values.entries()) {
            if (!meant.empty() && meant.find(quote(entry.key.text())) != std::string::npos)
              place = at_key(entry);
          }
          if (const yaml::Entry* other = peer.values.find(key)) {
            diag::Location location = at_key(*other).primary;
            location.label = "the variable in a peer";
            place.related.push_back(std::move(location));
          }
          out.report(std::move(place),
                     "{} sets no variable {}, which all other clusters of the group {} set{}", name,
                     quote(key), quote(group), meant.empty() ? std::string("; set it here too") : meant)
              .clusters = {clusters[c]->name};
        }
      }
    }
  }
}

}  // namespace fleetlint::rules::fleet
