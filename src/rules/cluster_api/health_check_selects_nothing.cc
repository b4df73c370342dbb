#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

namespace {

/// What machines are made from, and the labels that they get.
struct Machines {
  std::string_view cluster;
  yaml::Node labels;
  const kube::Object* owner;
};

std::vector<Machines> machines_of(const fleet::Cluster& cluster, std::string_view name_space) {
  std::vector<Machines> all;
  for (const std::string_view kind : {"MachineDeployment", "MachineSet"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", kind)) {
      const kube::Object& object = *item.object;
      if (object.name_space() != name_space) continue;
      all.push_back(
          {object["spec"]["clusterName"].text(), object["spec"]["template"]["metadata"]["labels"], &object});
    }
  }
  return all;
}

/// Labels that Cluster API itself puts on machines.
bool is_given(std::string_view key) { return key.find("cluster.x-k8s.io/") != std::string_view::npos; }

}  // namespace

void health_check_selects_nothing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "MachineHealthCheck")) {
    const kube::Object& check = *item.object;
    const yaml::Node selector = check["spec"]["selector"];
    const yaml::Node labels = selector["matchLabels"];
    const auto wanted = labels.entries();
    if (wanted.empty() || selector["matchExpressions"] || check.name_space().empty()) continue;
    // Of labels that the controllers add, values are names of objects: they are left alone.
    if (std::ranges::any_of(wanted, [](const yaml::Entry& entry) {
          return is_given(entry.key.text()) || !rules::flux::is_known(entry.value);
        }))
      continue;
    const std::vector<Machines> machines = machines_of(cluster, check.name_space());
    const std::string_view name = check["spec"]["clusterName"].text();
    bool has_machines = false;
    const bool is_found = std::ranges::any_of(machines, [&](const Machines& one) {
      if (one.cluster != name) return false;
      has_machines = true;
      return std::ranges::all_of(wanted, [&](const yaml::Entry& entry) {
        return one.labels[entry.key].text() == entry.value.text();
      });
    });
    if (is_found || !has_machines || cluster.is_open(check.name_space())) continue;
    out.set_object(check.ref());
    out.report(at(labels), "no machines of Cluster {} get these labels, so none is looked after", quote(name))
        .object_path = "spec.selector.matchLabels";
  }
}

}  // namespace fleetlint::rules::cluster_api
