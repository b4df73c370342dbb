#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

namespace {

/// `<template>-<set>-<number>` is a claim that a StatefulSet makes.
bool is_made_by_set(const fleet::Cluster& cluster, std::string_view name_space, std::string_view claim) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("apps", "StatefulSet")) {
    if (item.object->name_space() != name_space) continue;
    for (const yaml::Node& made : (*item.object)["spec"]["volumeClaimTemplates"].items()) {
      const std::string prefix =
          std::string(made["metadata"]["name"].text()) + "-" + std::string(item.object->name()) + "-";
      if (claim.starts_with(prefix)) return true;
    }
  }
  return false;
}

}  // namespace

void persistent_volume_claim_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::shared_ptr<const Uses>& uses : uses_in(cluster)) {
    const std::string_view name_space = uses->workload.name_space();
    for (const yaml::Node& name : uses->claims) {
      if (!rules::flux::is_known(name) || name.text().empty()) continue;
      if (cluster.index.find("", "PersistentVolumeClaim", name_space, name.text()).object != nullptr)
        continue;
      if (is_unknown(cluster, name_space) || is_made_by_set(cluster, name_space, name.text())) continue;
      std::vector<std::string_view> names;
      for (const fleet::Index::Item& item : cluster.index.of_kind("", "PersistentVolumeClaim")) {
        if (item.object->name_space() == name_space) names.push_back(item.object->name());
      }
      out.set_object(uses->workload.ref());
      out.report(
          at(name), "PersistentVolumeClaim {} is not rendered by this cluster, so the pods stay pending{}",
          quote(std::string(name_space) + "/" + std::string(name.text())), did_you_mean(name.text(), names));
    }
  }
}

}  // namespace fleetlint::rules::workload
