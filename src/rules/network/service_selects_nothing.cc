#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/network/services.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::network {

namespace {

/// The one label that keeps the Service from some workload whose other labels it
/// matches; nullptr when there is none or more than one such label.
const yaml::Entry* nearest_miss(const Workloads& workloads, yaml::Node selector) {
  for (const Workloads::Item& workload : workloads.all()) {
    const yaml::Entry* missed = nullptr;
    int misses = 0;
    for (const yaml::Entry& entry : selector.entries()) {
      if (workload.labels[entry.key].text() == entry.value.text()) continue;
      missed = &entry;
      ++misses;
    }
    if (misses == 1 && selector.entries().size() > 1) return missed;
  }
  return nullptr;
}

/// Pods of no label at all: the labels are misspelt, or somewhere else, and something else says so.
bool has_nameless(const Workloads& workloads) {
  return std::ranges::any_of(
      workloads.all(), [](const Workloads::Item& workload) { return workload.labels.entries().empty(); });
}

bool is_certain(yaml::Node selector) {
  const auto entries = selector.entries();
  return std::all_of(entries.begin(), entries.end(),
                     [](const yaml::Entry& entry) { return rules::flux::is_known(entry.value); });
}

}  // namespace

void service_selects_nothing(const fleet::Cluster& cluster, diag::Collector& out) {
  SpaceCache spaces(cluster);
  for (const fleet::Index::Item& item : cluster.index.of_kind("", "Service")) {
    const kube::Object& service = *item.object;
    const yaml::Node selector = service["spec"]["selector"];
    const std::string_view name_space = service.name_space();
    if (selector.entries().empty() || service["spec"]["type"].text() == "ExternalName" ||
        !is_certain(selector))
      continue;
    const Workloads& workloads = spaces.get(name_space);
    if (!workloads.selected_by(selector).empty()) continue;
    // kube-system holds the cluster's own pods.
    if (name_space == "kube-system" || workload::is_unknown(cluster, name_space)) continue;
    if (!cluster.index.of_kind("flagger.app", "Canary").empty()) continue;  // it relabels pods
    if (has_nameless(workloads)) continue;
    const yaml::Entry* const missed = nearest_miss(workloads, selector);
    std::vector<std::string> wanted;
    for (const yaml::Entry& entry : selector.entries()) {
      wanted.push_back(std::string(entry.key.text()) + "=" + std::string(entry.value.text()));
    }
    out.set_object(service.ref());
    out.report(at(missed != nullptr ? missed->value : selector),
               "no pods of namespace {} have the labels {}, so the Service has no endpoints",
               quote(name_space), join(wanted, ", "))
        .object_path = "spec.selector";
  }
}

}  // namespace fleetlint::rules::network
