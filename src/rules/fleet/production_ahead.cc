#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

struct Running {
  const fleet::Cluster* cluster;
  std::map<std::string, Component> components;
};

/// The newest that a stage before production runs: of the last such stage that runs it at all.
struct Tried {
  const Running* where = nullptr;
  const Component* component = nullptr;
};

Tried newest_before(const std::vector<Running>& all, const std::string& name, Stage stage) {
  for (Stage before = stage; before > Stage::development;) {
    before = static_cast<Stage>(static_cast<int>(before) - 1);
    Tried newest;
    for (const Running& running : all) {
      if (running.cluster->stage != before) continue;
      const auto found = running.components.find(name);
      if (found == running.components.end()) continue;
      if (newest.component == nullptr || newest.component->version < found->second.version) newest = {&running, &found->second};
    }
    if (newest.component != nullptr) return newest;
  }
  return {};
}

}  // namespace

void production_ahead(const fleet::Fleet& fleet, diag::Collector& out) {
  std::vector<Running> all;
  bool has_production = false;
  bool has_other = false;
  for (const auto& cluster : fleet.clusters) {
    if (cluster->stage == Stage::unknown) continue;
    (cluster->stage == Stage::production ? has_production : has_other) = true;
    all.push_back({cluster.get(), {}});
  }
  if (!has_production || !has_other) return;
  for (Running& running : all) running.components = components_of(*running.cluster);
  for (const Running& running : all) {
    if (running.cluster->stage != Stage::production) continue;
    for (const auto& [name, component] : running.components) {
      const Tried tried = newest_before(all, name, Stage::production);
      if (tried.component == nullptr || !(tried.component->version < component.version)) continue;
      out.set_object(component.object->ref());
      diag::Place place = at(component.node);
      diag::Location other = at(tried.component->node).primary;
      other.label = "the version in " + tried.where->cluster->name;
      other.path = tried.where->cluster->entry.paths.path(other.file);
      place.related.push_back(std::move(other));
      out.report(std::move(place), "{} is {} in production, but only {} in {}; try it there first", name,
                 quote(component.text), quote(tried.component->text), tried.where->cluster->name)
          .clusters = {running.cluster->name};
    }
  }
}

}  // namespace fleetlint::rules::fleet
