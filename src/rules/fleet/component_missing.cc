#include <map>
#include <set>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// What a cluster runs by name: units, and the HelmReleases of each.
using Parts = std::map<std::string, const kube::Object*>;

Parts parts_of(const fleet::Cluster& cluster) {
  Parts parts;
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    if (unit.parent >= 0 && !unit.other_cluster)
      parts.try_emplace("Kustomization " + quote(unit.id()), &unit.kustomization);
  }
  for (const fleet::Index::Item& item : cluster.index.of_kind("helm.toolkit.fluxcd.io", "HelmRelease")) {
    parts.try_emplace(item.object->id().to_string(), item.object);
  }
  return parts;
}

/// Is nothing hidden that could make the part?
bool is_whole(const fleet::Cluster& cluster) { return !cluster.is_open_to_flux({}); }

}  // namespace

void component_missing(const fleet::Fleet& fleet, diag::Collector& out) {
  for (const auto& [group, clusters] : groups_of(fleet)) {
    // Of two clusters nobody can say which one is right.
    if (clusters.size() < 3) continue;
    std::vector<Parts> parts;
    std::map<std::string, std::size_t> count;
    for (const fleet::Cluster* cluster : clusters) {
      parts.push_back(parts_of(*cluster));
      for (const auto& [name, object] : parts.back()) ++count[name];
    }
    for (std::size_t c = 0; c < clusters.size(); ++c) {
      if (!is_whole(*clusters[c])) continue;
      const Parts& peer = parts[c == 0 ? 1 : 0];
      for (const auto& [name, number] : count) {
        if (number + 1 != clusters.size() || parts[c].contains(name)) continue;
        const kube::Object* object = peer.at(name);
        out.set_object(object->ref());
        diag::Place place = place_of(*clusters[c]);
        diag::Location other = at((*object)["metadata"]["name"]).primary;
        other.label = "what the others have";
        place.related.push_back(std::move(other));
        out.report(std::move(place),
                   "{} lacks {}, which all other clusters of the group {} run; add it, or put the cluster in "
                   "a group of its own",
                   clusters[c]->name, name, quote(group))
            .clusters = {clusters[c]->name};
      }
    }
  }
}

}  // namespace fleetlint::rules::fleet
