// Which Kubernetes version a cluster runs, as Cluster API objects say.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "fleet/fleet.h"

namespace fleetlint::fleet {

/// The newest minor that is known here: what is assumed where nothing tells.
inline constexpr int kNewestKubernetesMinor = 36;

/// "1.34", "v1.34.2", "1.34.x"; nothing for anything else.
std::optional<KubernetesVersion> parse_kubernetes_version(std::string_view text);

/// Versions that Cluster API objects give to clusters, gathered over all that is
/// rendered anywhere: a management cluster describes the others.
class ClusterApiVersions {
 public:
  void add(const kube::Object& object);

  /// By the name of the cluster. Control planes go before worker pools.
  std::optional<KubernetesVersion> find(std::string_view cluster) const;

 private:
  using ByCluster = std::map<std::string, KubernetesVersion, std::less<>>;  // the first that tells
  ByCluster control_planes_;
  ByCluster workers_;
  std::unordered_set<const void*> seen_;  // nodes: clusters share them
};

}  // namespace fleetlint::fleet
