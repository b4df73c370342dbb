#include "rules/cluster_api/reference.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {
namespace {

struct Target {
  std::string_view group;
  std::string_view kind;
  std::string_view name_space;
  std::string_view name;
};

Target target_of(const kube::Object& from, yaml::Node reference) {
  Target target;
  target.group = reference["apiGroup"].text();
  if (const std::string_view version = reference["apiVersion"].text();
      target.group.empty() && !version.empty()) {
    target.group = version.substr(0, std::min(version.find('/'), version.size()));
  }
  target.kind = reference["kind"].text();
  target.name_space = reference["namespace"] ? reference["namespace"].text() : from.name_space();
  target.name = reference["name"].text();
  return target;
}

}  // namespace

const kube::Object* follow(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference) {
  const Target target = target_of(from, reference);
  return cluster.index.find(target.group, target.kind, target.name_space, target.name).object;
}

const kube::Object* namesake(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference) {
  if (!from.is("cluster.x-k8s.io", "Cluster")) return nullptr;
  const Target target = target_of(from, reference);
  const bool is_control_plane = same(reference, from["spec"]["controlPlaneRef"]);
  const std::string_view ending = is_control_plane ? "ControlPlane" : "Cluster";
  for (const auto& [id, items] : cluster.index.by_id()) {
    if (id.name != target.name || id.name_space != target.name_space || id.kind == target.kind) continue;
    if (id.kind.ends_with(ending) && id.group.ends_with(".cluster.x-k8s.io")) return items.front().object;
  }
  return nullptr;
}

void check_reference(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference,
                     std::string_view path, diag::Collector& out) {
  const Target target = target_of(from, reference);
  if (target.group.empty() || target.kind.empty() || target.name.empty()) return;  // the schema's business
  if (target.name.find("${") != std::string_view::npos) return;                    // a template of clusterctl
  if (follow(cluster, from, reference) != nullptr) return;
  if (namesake(cluster, from, reference) != nullptr) return;
  if (cluster.is_open(target.name_space)) return;

  std::vector<std::string_view> names;
  for (const fleet::Index::Item& item : cluster.index.of_kind(target.group, target.kind)) {
    if (item.object->name_space() == target.name_space) names.push_back(item.object->name());
  }
  const kube::ObjectId id{std::string(target.group), std::string(target.kind), std::string(target.name_space),
                          std::string(target.name)};
  out.set_object(from.ref());
  out.report(at(reference["name"]), "{} is not rendered by this cluster's units{}", id.to_string(),
             did_you_mean(target.name, names))
      .object_path = std::string(path) + ".name";
}

}  // namespace fleetlint::rules::cluster_api
