#include <algorithm>
#include <string_view>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// The cluster that syncs this directory with a bootstrap object of its own, from another file.
const fleet::Cluster* owner_of(const fleet::Fleet& fleet, std::string_view path, std::string_view file) {
  for (const auto& cluster : fleet.clusters) {
    if (cluster->entry.plain || cluster->entry.path.empty()) continue;
    const bool is_it = cluster->entry.path == path || cluster->entry.path.ends_with("/" + std::string(path));
    if (!is_it || file.starts_with(cluster->entry.path + "/")) continue;
    if (cluster->entry.kustomization.node()) return cluster.get();
  }
  return nullptr;
}

}  // namespace

void sync_path_of_other_cluster(const FileContext& context, diag::Collector& out) {
  if (context.fleet == nullptr || io::file_name_of(context.path) != "gotk-sync.yaml") return;
  for (const yaml::Document& document : context.stream.documents) {
    const kube::Object object(document.root);
    if (!object.is("kustomize.toolkit.fluxcd.io", "Kustomization")) continue;
    const yaml::Node path = object["spec"]["path"];
    const std::string normal = io::normalise(path.text());
    if (normal.empty() || normal == ".") continue;
    const fleet::Cluster* owner = owner_of(*context.fleet, normal, context.path);
    if (owner == nullptr) continue;
    out.set_object(object.ref());
    out.report(at(path),
               "this bootstrap syncs {}, the directory of the cluster {}, which has a bootstrap of its own; "
               "was this directory copied?",
               quote(path.text()), quote(owner->name))
        .object_path = "spec.path";
  }
}

}  // namespace fleetlint::rules::fleet
