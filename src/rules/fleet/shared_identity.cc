#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// Variables that say which cluster this is.
bool is_identity(std::string_view key) {
  std::string word = to_lower(key);
  std::erase_if(word, [](char c) { return c == '_' || c == '-' || c == '.'; });
  return word == "clustername" || word == "clusterid" || word == "kubernetesclustername" ||
         word == "clusterfqdn";
}

struct Use {
  const fleet::Cluster* cluster;
  yaml::Node node;
  const kube::Object* object;
};

/// Identities by key and value.
using Identities = std::map<std::pair<std::string, std::string>, std::vector<Use>>;

void add(const fleet::Cluster& cluster, const kube::Object& object, yaml::Node values, Identities& all) {
  for (const yaml::Entry& entry : values.entries()) {
    if (!is_identity(entry.key.text()) || !flux::is_known(entry.value) || entry.value.text().empty())
      continue;
    auto& uses = all[{std::string(entry.key.text()), std::string(entry.value.text())}];
    const bool is_there = std::ranges::any_of(uses, [&](const Use& use) { return use.cluster == &cluster; });
    if (!is_there) uses.push_back({&cluster, entry.value, &object});
  }
}

void add_all(const fleet::Cluster& cluster, Identities& all) {
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    const yaml::Node build = unit.kustomization["spec"]["postBuild"];
    add(cluster, unit.kustomization, build["substitute"], all);
    for (const yaml::Node& source : build["substituteFrom"].items()) {
      const auto found = cluster.index.find("", "ConfigMap", unit.name_space, source["name"].text());
      if (source["kind"].text() == "ConfigMap" && found.object != nullptr) {
        add(cluster, *found.object, (*found.object)["data"], all);
      }
    }
  }
}

/// Does the value name the cluster: by its name, or the last part of its directory?
bool names(std::string_view value, const fleet::Cluster& cluster) {
  return value == cluster.name || value == io::file_name_of(cluster.entry.path);
}

}  // namespace

void shared_identity(const fleet::Fleet& fleet, diag::Collector& out) {
  Identities all;
  for (const auto& cluster : fleet.clusters) {
    if (!cluster->entry.plain) add_all(*cluster, all);
  }
  for (const auto& entry : all) {
    const auto& identity = entry.first;
    const auto& uses = entry.second;
    // Whose name it is owns it; a value that is nobody's name may be meant for several.
    const auto owner =
        std::ranges::find_if(uses, [&](const Use& use) { return names(identity.second, *use.cluster); });
    if (owner == uses.end()) continue;
    for (const Use& use : uses) {
      if (&use == &*owner || names(identity.second, *use.cluster)) continue;
      out.set_object(use.object->ref());
      diag::Place place = at(use.node);
      diag::Location other = at(owner->node).primary;
      other.label = "the same in " + owner->cluster->name;
      place.related.push_back(std::move(other));
      out.report(std::move(place),
                 "{} of {} is {}, the name of another cluster; was its directory copied? give it a name of "
                 "its own",
                 quote(identity.first), use.cluster->name, quote(identity.second))
          .clusters = {use.cluster->name};
    }
  }
}

}  // namespace fleetlint::rules::fleet
