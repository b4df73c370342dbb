#include <optional>
#include <string>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

struct Slowest {
  double seconds = 0;
  const fleet::Cluster* cluster = nullptr;
  yaml::Node interval;
};

/// The slowest of the clusters of the last stage before production that have a unit of this name.
Slowest before_production(const fleet::Fleet& fleet, const std::string& unit) {
  for (const Stage stage : {Stage::staging, Stage::testing, Stage::development}) {
    Slowest slowest;
    for (const auto& cluster : fleet.clusters) {
      if (cluster->stage != stage) continue;
      for (const fleetlint::flux::Unit& other : cluster->graph.units) {
        const yaml::Node interval = other.kustomization["spec"]["interval"];
        const std::optional<double> seconds = seconds_of(interval.text());
        if (other.id() != unit || !seconds || !flux::is_known(interval) || *seconds <= slowest.seconds)
          continue;
        slowest = {*seconds, cluster.get(), interval};
      }
    }
    if (slowest.cluster != nullptr) return slowest;
  }
  return {};
}

}  // namespace

void production_reconciles_faster(const fleet::Fleet& fleet, diag::Collector& out) {
  for (const auto& cluster : fleet.clusters) {
    if (cluster->stage != Stage::production) continue;
    for (const fleetlint::flux::Unit& unit : cluster->graph.units) {
      const yaml::Node interval = unit.kustomization["spec"]["interval"];
      const std::optional<double> seconds = seconds_of(interval.text());
      if (!seconds || !flux::is_known(interval)) continue;
      const Slowest other = before_production(fleet, unit.id());
      if (other.cluster == nullptr || *seconds >= other.seconds) continue;
      out.set_object(unit.kustomization.ref());
      diag::Place place = at(interval);
      diag::Location slower = at(other.interval).primary;
      slower.label = "the interval in " + other.cluster->name;
      place.related.push_back(std::move(slower));
      out.report(std::move(place),
                 "production reconciles every {}, before {} does every {}; let a change reach {} first",
                 quote(interval.text()), other.cluster->name, quote(other.interval.text()),
                 other.cluster->name)
          .clusters = {cluster->name};
    }
  }
}

}  // namespace fleetlint::rules::fleet
