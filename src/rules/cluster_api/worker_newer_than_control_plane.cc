#include <charconv>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "rules/cluster_api/reference.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {
namespace {

using Minor = std::pair<int, int>;

/// Major and minor of "v1.34.1": the skew policy knows no patches.
std::optional<Minor> minor_of(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Minor version;
  const char* const end = text.data() + text.size();
  const auto [dot, major_error] = std::from_chars(text.data(), end, version.first);
  if (major_error != std::errc() || dot == end || *dot != '.') return std::nullopt;
  const auto [rest, minor_error] = std::from_chars(dot + 1, end, version.second);
  return minor_error == std::errc() ? std::optional(version) : std::nullopt;
}

void check_workers(const fleet::Cluster& cluster, const kube::Object& owner, yaml::Node control_plane,
                   diag::Collector& out) {
  const std::optional<Minor> wanted = minor_of(control_plane.text());
  if (!wanted) return;
  for (const std::string_view kind : {"MachineDeployment", "MachinePool", "MachineSet"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", kind)) {
      const kube::Object& workers = *item.object;
      if (workers.name_space() != owner.name_space() || workers["spec"]["clusterName"].text() != owner.name())
        continue;
      const yaml::Node version = workers["spec"]["template"]["spec"]["version"];
      const std::optional<Minor> own = minor_of(version.text());
      if (!own || *own <= *wanted) continue;
      out.set_object(workers.ref());
      diag::Place place = at(version);
      diag::Location other = at(control_plane).primary;
      other.label = "the control plane's version";
      place.related.push_back(std::move(other));
      out.report(std::move(place), "{} is newer than the control plane's {}; raise the control plane first",
                 quote(version.text()), quote(control_plane.text()))
          .object_path = "spec.template.spec.version";
    }
  }
}

}  // namespace

void worker_newer_than_control_plane(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    const kube::Object* control_plane =
        follow(cluster, *item.object, (*item.object)["spec"]["controlPlaneRef"]);
    if (control_plane != nullptr)
      check_workers(cluster, *item.object, (*control_plane)["spec"]["version"], out);
  }
}

}  // namespace fleetlint::rules::cluster_api
