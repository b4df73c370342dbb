#include <charconv>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "rules/cluster_api/reference.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {
namespace {

/// The minor of "v1.34.1".
std::optional<int> minor_of(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  if (!text.starts_with("1.")) return std::nullopt;
  int minor = 0;
  const auto [rest, error] = std::from_chars(text.data() + 2, text.data() + text.size(), minor);
  return error == std::errc() ? std::optional(minor) : std::nullopt;
}

void check_workers(const fleet::Cluster& cluster, const kube::Object& owner, yaml::Node control_plane,
                   diag::Collector& out) {
  const std::optional<int> newest = minor_of(control_plane.text());
  if (!newest) return;
  for (const std::string_view kind : {"MachineDeployment", "MachinePool", "MachineSet"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", kind)) {
      const kube::Object& workers = *item.object;
      if (workers.name_space() != owner.name_space() || workers["spec"]["clusterName"].text() != owner.name())
        continue;
      const yaml::Node version = workers["spec"]["template"]["spec"]["version"];
      const std::optional<int> own = minor_of(version.text());
      if (!own) continue;
      // Kubelets before 1.25 may be two minors behind only.
      const int allowed = *own < 25 ? 2 : 3;
      if (*newest - *own <= allowed) continue;
      out.set_object(workers.ref());
      diag::Place place = at(version);
      diag::Location other = at(control_plane).primary;
      other.label = "the control plane's version";
      place.related.push_back(std::move(other));
      out.report(std::move(place),
                 "{} is more than {} minors behind the control plane's {}; raise the workers first",
                 quote(version.text()), allowed, quote(control_plane.text()))
          .object_path = "spec.template.spec.version";
    }
  }
}

}  // namespace

void worker_too_old(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    const kube::Object* control_plane =
        follow(cluster, *item.object, (*item.object)["spec"]["controlPlaneRef"]);
    if (control_plane != nullptr)
      check_workers(cluster, *item.object, (*control_plane)["spec"]["version"], out);
  }
}

}  // namespace fleetlint::rules::cluster_api
