#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

void version_spread(const fleet::Fleet& fleet, diag::Collector& out) {
  for (const auto& [group, clusters] : groups_of(fleet)) {
    if (clusters.size() < 2) continue;
    struct Use {
      const fleet::Cluster* cluster;
      Component component;
    };
    std::map<std::string, std::vector<Use>> uses;
    for (const fleet::Cluster* cluster : clusters) {
      for (auto& [name, component] : components_of(*cluster))
        uses[name].push_back({cluster, std::move(component)});
    }
    for (const auto& [name, all] : uses) {
      const Use& newest = *std::ranges::max_element(
          all, [](const Use& a, const Use& b) { return a.component.version < b.component.version; });
      for (const Use& use : all) {
        if (use.component.version == newest.component.version) continue;
        out.set_object(use.component.object->ref());
        diag::Place place = at(use.component.node);
        diag::Location other = at(newest.component.node).primary;
        other.label = "the version in " + newest.cluster->name;
        place.related.push_back(std::move(other));
        out.report(std::move(place),
                   "{} is {} here, but {} in {}, which is of the same group {}; bring them to one version",
                   name, quote(use.component.text), quote(newest.component.text), newest.cluster->name,
                   quote(group))
            .clusters = {use.cluster->name};
      }
    }
  }
}

}  // namespace fleetlint::rules::fleet
