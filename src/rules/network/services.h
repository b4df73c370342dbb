// Services, the pods that they select, and who refers to them.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fleet/fleet.h"
#include "kube/object.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace fleetlint::rules::network {

/// What has pods in one namespace, to be found by the labels of the pods.
class Workloads {
 public:
  explicit Workloads(const std::vector<const kube::Object*>& workloads);

  struct Item {
    kube::Object object;
    yaml::Node labels;              ///< of its pods
    std::vector<yaml::Node> ports;  ///< the names that its containers give to theirs
  };
  const std::vector<Item>& all() const { return items_; }

  /// Those whose pods the selector matches, in order of units.
  std::vector<const Item*> selected_by(yaml::Node selector) const;

 private:
  std::vector<Item> items_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_label_;
};

/// Those of the namespace; made once for all clusters whose workloads there are the same nodes.
std::shared_ptr<const Workloads> workloads_in(const fleet::Cluster& cluster, std::string_view name_space);

/// workloads_in(), asked once for a run of Services of one namespace.
class SpaceCache {
 public:
  explicit SpaceCache(const fleet::Cluster& cluster) : cluster_(cluster) {}

  const Workloads& get(std::string_view name_space) {
    if (!last_ || name_space != name_space_) {
      last_ = workloads_in(cluster_, name_space);
      name_space_ = name_space;
    }
    return *last_;
  }

 private:
  const fleet::Cluster& cluster_;
  std::string_view name_space_;
  std::shared_ptr<const Workloads> last_;
};

/// A backend as an Ingress or a route names it.
struct Backend {
  const kube::Object* owner = nullptr;
  std::string_view name_space;
  yaml::Node name;
  yaml::Node port;  ///< a number or a name; missing: not checked
};

/// Reports a backend whose Service nobody renders or could make, or whose Service has
/// no such port.
void check_backend(const fleet::Cluster& cluster, const Backend& backend, diag::Collector& out);

}  // namespace fleetlint::rules::network
