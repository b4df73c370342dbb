#include "rules/workload/lookup.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

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

bool may_make_objects(std::string_view group, std::string_view kind) {
  const bool is_built_in = group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
  if (is_built_in || group.ends_with(".fluxcd.io")) return false;
  return std::ranges::find(kInertGroups, group) == kInertGroups.end() &&
         std::ranges::find(kInertKinds, kind) == kInertKinds.end();
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
  return std::ranges::any_of(cluster.index.kinds(), [&](const fleet::Index::KindEntry& kind) {
    if (!may_make_objects(kind.group, kind.kind)) return false;
    // A cluster-scoped custom resource may be about every namespace.
    return std::ranges::any_of(kind.items, [&](const fleet::Index::Item& item) {
      const std::string_view of_object = item.object->name_space();
      return of_object == name_space || of_object.empty();
    });
  });
}

namespace {

using UsesPtr = std::shared_ptr<const Uses>;

Uses uses_of(const kube::Object& workload) {
  Uses all{workload, {}, {}, {}};
  std::vector<Use>& uses = all.objects;
  const yaml::Node spec = workload.pod_spec();
  all.service_account = spec["serviceAccountName"] ? spec["serviceAccountName"] : spec["serviceAccount"];
  for (const yaml::Node& volume : spec["volumes"].items()) {
    if (const yaml::Node claim = volume["persistentVolumeClaim"]["claimName"]) all.claims.push_back(claim);
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
  return all;
}

}  // namespace

std::vector<UsesPtr> uses_in(const fleet::Cluster& cluster) {
  const auto of_workload = [&](const kube::Object& workload) {
    const void* node = workload.node().identity();
    std::string key = "workload/uses";
    key.append(reinterpret_cast<const char*>(&node), sizeof node);
    return cluster.memo->get<Uses>(key, [&] { return uses_of(workload); });
  };
  const auto of_cluster = [&] {
    std::vector<UsesPtr> all;
    for (const auto& [name_space, workloads] : cluster.index.workloads()) {
      for (const kube::Object* workload : workloads) {
        UsesPtr uses = of_workload(*workload);
        if (uses->objects.empty() && uses->claims.empty() && !uses->service_account) continue;
        all.push_back(std::move(uses));
      }
    }
    return all;
  };
  return *cluster.memo->get<std::vector<UsesPtr>>("workload/uses/" + cluster.name, of_cluster);
}

}  // namespace fleetlint::rules::workload
