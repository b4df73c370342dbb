#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/network/services.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::network {

void policy_selects_nothing(const fleet::Cluster& cluster, diag::Collector& out) {
  SpaceCache spaces(cluster);
  for (const fleet::Index::Item& item : cluster.index.of_kind("networking.k8s.io", "NetworkPolicy")) {
    const kube::Object& policy = *item.object;
    const yaml::Node selector = policy["spec"]["podSelector"];
    const yaml::Node labels = selector["matchLabels"];
    const std::string_view name_space = policy.name_space();
    // Without labels it is for all pods; expressions are left to those who write them.
    if (labels.entries().empty() || selector["matchExpressions"] || name_space == "kube-system") continue;
    const bool is_certain = std::ranges::all_of(
        labels.entries(), [](const yaml::Entry& entry) { return rules::flux::is_known(entry.value); });
    const Workloads& workloads = spaces.get(name_space);
    // Where nothing runs yet, the policy may be there before its pods.
    if (!is_certain || workloads.all().empty() || workload::is_unknown(cluster, name_space)) continue;
    if (!workloads.selected_by(labels).empty()) continue;
    const bool has_nameless = std::ranges::any_of(
        workloads.all(), [](const Workloads::Item& workload) { return workload.labels.entries().empty(); });
    if (has_nameless || !cluster.index.of_kind("flagger.app", "Canary").empty()) continue;
    out.set_object(policy.ref());
    out.report(at(labels), "no pods of namespace {} have these labels, so the NetworkPolicy protects nothing",
               quote(name_space))
        .object_path = "spec.podSelector.matchLabels";
  }
}

}  // namespace fleetlint::rules::network
