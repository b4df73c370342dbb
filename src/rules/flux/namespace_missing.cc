#include <algorithm>
#include <iterator>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// Groups whose kinds are known, so that it is known which of them are namespaced.
bool is_namespaced(const kube::Object& object) {
  constexpr std::string_view kGroups[] = {
      "", "apps", "batch", "policy", "autoscaling", "networking.k8s.io", "rbac.authorization.k8s.io"};
  const std::string_view group = object.group();
  if (object.kind().ends_with("List")) return false;
  if (group.ends_with(".toolkit.fluxcd.io")) return true;
  return std::ranges::find(kGroups, group) != std::end(kGroups) &&
         !kube::is_cluster_scoped(group, object.kind());
}

}  // namespace

void namespace_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain) return;
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    if (!unit.kustomization.node() || unit.kustomization["spec"]["targetNamespace"]) continue;
    if (unit.state != fleetlint::flux::UnitState::rendered) continue;
    const kube::Object* first = nullptr;
    std::size_t count = 0;
    for (const kube::Object& object : unit.objects) {
      if (object["metadata"]["namespace"] || !is_namespaced(object)) continue;
      if (first == nullptr) first = &object;
      ++count;
    }
    if (first == nullptr) continue;
    const std::string more = count > 1 ? " (and " + count_of(count - 1, "more object") + ")" : std::string();
    out.set_object(first->ref());
    diag::Finding& finding =
        out.report(at((*first)["metadata"]["name"]),
                   "{}{} of Kustomization {} has no namespace, so Flux refuses it; give it one, or set "
                   "targetNamespace",
                   first->id().to_string(), more, quote(unit.id()));
    finding.object_path = "metadata.namespace";
    finding.primary.path = unit.paths.path(finding.primary.file);
  }
}

}  // namespace fleetlint::rules::flux
