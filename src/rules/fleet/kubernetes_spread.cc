#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// As far as a control plane may be ahead of a kubelet, and a year of releases.
constexpr int kWide = 3;

}  // namespace

void kubernetes_spread(const fleet::Fleet& fleet, diag::Collector& out) {
  const fleet::Cluster* newest = nullptr;
  for (const auto& cluster : fleet.clusters) {
    if (cluster->kubernetes.assumed || cluster->kubernetes.major != 1) continue;
    if (newest == nullptr || newest->kubernetes.minor < cluster->kubernetes.minor) newest = cluster.get();
  }
  if (newest == nullptr) return;
  for (const auto& cluster : fleet.clusters) {
    if (cluster->kubernetes.assumed || cluster->kubernetes.major != 1) continue;
    if (newest->kubernetes.minor - cluster->kubernetes.minor < kWide) continue;
    out.set_object({});
    out.report(place_of(*cluster),
               "cluster {} runs Kubernetes {}, and {} runs {}: {} minors apart; upgrade the older one",
               cluster->name, cluster->kubernetes.text, newest->name, newest->kubernetes.text,
               newest->kubernetes.minor - cluster->kubernetes.minor)
        .clusters = {cluster->name};
  }
}

}  // namespace fleetlint::rules::fleet
