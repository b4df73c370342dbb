#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

namespace {

void check(const fleet::Cluster& cluster, const kube::Object& scaler, yaml::Node reference,
           std::string_view default_kind, diag::Collector& out) {
  const yaml::Node name = reference["name"];
  const std::string_view name_space = scaler.name_space();
  if (!rules::flux::is_known(name) || name.text().empty() || name_space.empty()) return;
  const std::string_view version = reference["apiVersion"].text();
  const std::string_view kind = reference["kind"].text().empty() ? default_kind : reference["kind"].text();
  const kube::Gvk gvk = kube::parse_gvk(version.empty() ? "apps/v1" : version, kind);
  if (gvk.group != "apps") return;  // of others an operator may be the maker
  if (cluster.index.find(gvk.group, gvk.kind, name_space, name.text()).object != nullptr) return;
  if (is_unknown(cluster, name_space)) return;
  std::vector<std::string_view> names;
  for (const fleet::Index::Item& item : cluster.index.of_kind(gvk.group, gvk.kind)) {
    if (item.object->name_space() == name_space) names.push_back(item.object->name());
  }
  const kube::ObjectId id{gvk.group, gvk.kind, std::string(name_space), std::string(name.text())};
  out.set_object(scaler.ref());
  out.report(at(name), "{} is not rendered by this cluster, so {} scales nothing{}", id.to_string(),
             scaler.id().to_string(), did_you_mean(name.text(), names));
}

}  // namespace

void scale_target_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("autoscaling", "HorizontalPodAutoscaler"))
    check(cluster, *item.object, (*item.object)["spec"]["scaleTargetRef"], "", out);
  for (const fleet::Index::Item& item : cluster.index.of_kind("keda.sh", "ScaledObject"))
    check(cluster, *item.object, (*item.object)["spec"]["scaleTargetRef"], "Deployment", out);
  for (const fleet::Index::Item& item : cluster.index.of_kind("autoscaling.k8s.io", "VerticalPodAutoscaler"))
    check(cluster, *item.object, (*item.object)["spec"]["targetRef"], "", out);
}

}  // namespace fleetlint::rules::workload
