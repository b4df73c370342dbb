#include "rules/workload/lookup.h"

#include <algorithm>
#include <array>

namespace fleetlint::rules::workload {

namespace {

/// Groups of custom resources whose operators make nothing that a pod would name.
constexpr std::array<std::string_view, 14> kInertGroups = {
    "bitnami.com",       "cert-manager.io",   "cilium.io",          "flagger.app",
    "keda.sh",           "k8s.nginx.org",     "metallb.io",         "networking.istio.io",
    "projectcontour.io", "security.istio.io", "telemetry.istio.io", "traefik.containo.us",
    "traefik.io",        "wgpolicyk8s.io",
};
constexpr std::array<std::string_view, 5> kInertKinds = {
    "PodMonitor", "PrometheusRule", "Probe", "ScrapeConfig", "ServiceMonitor",
};

bool may_make_objects(const kube::ObjectId& id) {
  const bool is_built_in = id.group.find('.') == std::string::npos || id.group.ends_with(".k8s.io");
  if (is_built_in || id.group.ends_with(".fluxcd.io")) return false;
  return std::find(kInertGroups.begin(), kInertGroups.end(), id.group) == kInertGroups.end() &&
         std::find(kInertKinds.begin(), kInertKinds.end(), id.kind) == kInertKinds.end();
}

void add(std::vector<Use>& uses, std::string_view kind, yaml::Node reference, std::string_view name) {
  if (!reference.is_mapping()) return;
  Use use;
  use.kind = kind;
  use.name = reference[name];
  use.optional = reference["optional"].as_bool().value_or(false);
  for (const yaml::Node& item : reference["items"].items()) use.keys.push_back(item["key"]);
  if (reference["key"]) use.keys.push_back(reference["key"]);
  uses.push_back(std::move(use));
}

}  // namespace

bool is_unknown(const fleet::Cluster& cluster, std::string_view name_space) {
  if (name_space.empty() || cluster.is_open(name_space)) return true;
  const auto& all = cluster.index.by_id();
  return std::any_of(all.begin(), all.end(), [&](const auto& entry) {
    const kube::ObjectId& id = entry.first;
    // A cluster-scoped custom resource may be about every namespace.
    return (id.name_space == name_space || id.name_space.empty()) && may_make_objects(id);
  });
}

std::vector<Use> uses_of(const kube::Object& workload) {
  std::vector<Use> uses;
  for (const yaml::Node& volume : workload.pod_spec()["volumes"].items()) {
    add(uses, "ConfigMap", volume["configMap"], "name");
    add(uses, "Secret", volume["secret"], "secretName");
    for (const yaml::Node& source : volume["projected"]["sources"].items()) {
      add(uses, "ConfigMap", source["configMap"], "name");
      add(uses, "Secret", source["secret"], "name");
    }
  }
  for (const yaml::Node& container : workload.containers()) {
    for (const yaml::Node& source : container["envFrom"].items()) {
      add(uses, "ConfigMap", source["configMapRef"], "name");
      add(uses, "Secret", source["secretRef"], "name");
    }
    for (const yaml::Node& variable : container["env"].items()) {
      add(uses, "ConfigMap", variable["valueFrom"]["configMapKeyRef"], "name");
      add(uses, "Secret", variable["valueFrom"]["secretKeyRef"], "name");
    }
  }
  return uses;
}

std::vector<const kube::Object*> workloads_of(const fleet::Cluster& cluster) {
  std::vector<const kube::Object*> workloads;
  for (const auto& [name_space, some] : cluster.index.workloads())
    workloads.insert(workloads.end(), some.begin(), some.end());
  return workloads;
}

}  // namespace fleetlint::rules::workload
