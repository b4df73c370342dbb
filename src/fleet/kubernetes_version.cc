#include "fleet/kubernetes_version.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"

namespace fleetlint::fleet {

namespace {

/// Where the kinds have the version; by the end of the kind's name, since each
/// provider has its own control plane.
yaml::Node version_node(const kube::Object& object, bool* is_control_plane) {
  const std::string_view group = object.group();
  const std::string_view kind = object.kind();
  *is_control_plane = true;
  if (group == "containerservice.azure.com" && kind == "ManagedCluster")
    return object["spec"]["kubernetesVersion"];
  if (!group.ends_with("cluster.x-k8s.io")) return {};
  if (kind == "Cluster") return object["spec"]["topology"]["version"];
  if (kind.ends_with("ControlPlane")) return object["spec"]["version"];
  *is_control_plane = false;
  if (kind == "MachinePool" || kind == "MachineDeployment")
    return object["spec"]["template"]["spec"]["version"];
  return {};
}

}  // namespace

std::optional<KubernetesVersion> parse_kubernetes_version(std::string_view text) {
  KubernetesVersion version;
  version.text = text;
  std::string_view rest = trim(text);
  if (rest.starts_with('v')) rest.remove_prefix(1);
  const auto number = [&](int* value) {
    const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), *value);
    if (code != std::errc()) return false;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return true;
  };
  if (!number(&version.major) || !rest.starts_with('.')) return std::nullopt;
  rest.remove_prefix(1);
  if (!number(&version.minor) || version.major != 1) return std::nullopt;
  if (!rest.empty() && rest.find_first_of(".-+") != 0) return std::nullopt;
  return version;
}

void ClusterApiVersions::add(const kube::Object& object) {
  if (!seen_.insert(object.node().identity()).second) return;
  bool is_control_plane = false;
  const yaml::Node node = version_node(object, &is_control_plane);
  const auto version = parse_kubernetes_version(node.text());
  if (!version) return;
  const auto put = [&](std::string_view cluster) {
    if (!cluster.empty())
      (is_control_plane ? control_planes_ : workers_).try_emplace(std::string(cluster), *version);
  };
  put(object.labels()["cluster.x-k8s.io/cluster-name"].text());
  put(object["spec"]["clusterName"].text());
  std::string_view name = object.name();
  put(name);
  for (const std::string_view ending : {"-control-plane", "-controlplane", "-cp"}) {
    if (is_control_plane && name.ends_with(ending)) put(name.substr(0, name.size() - ending.size()));
  }
}

std::optional<KubernetesVersion> ClusterApiVersions::find(std::string_view cluster) const {
  for (const ByCluster* known : {&control_planes_, &workers_}) {
    if (const auto found = known->find(cluster); found != known->end()) return found->second;
  }
  return std::nullopt;
}

}  // namespace fleetlint::fleet
