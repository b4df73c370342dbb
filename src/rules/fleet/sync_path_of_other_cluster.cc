#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// Clusters with a bootstrap object of their own, by the last part of the directory.
using Owners = std::unordered_map<std::string_view, std::vector<const fleet::Cluster*>>;

Owners owners_in(const fleet::Fleet& fleet) {
  Owners owners;
  for (const auto& cluster : fleet.clusters) {
    const fleetlint::flux::Entry& entry = cluster->entry;
    if (entry.plain || entry.path.empty() || !entry.kustomization.node()) continue;
    owners[io::file_name_of(entry.path)].push_back(cluster.get());
  }
  return owners;
}

/// The cluster that syncs this directory with a bootstrap object of its own, from another file.
const fleet::Cluster* owner_of(const FileContext& context, const std::string& path) {
  const auto owners = context.memo != nullptr ? context.memo->get<Owners>(
                                                    "fleet/owners", [&] { return owners_in(*context.fleet); })
                                              : std::make_shared<const Owners>(owners_in(*context.fleet));
  const auto namesakes = owners->find(io::file_name_of(path));
  if (namesakes == owners->end()) return nullptr;
  for (const fleet::Cluster* cluster : namesakes->second) {
    const std::string& own = cluster->entry.path;
    if (own != path && !own.ends_with("/" + path)) continue;
    if (!context.path.starts_with(own + "/")) return cluster;
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
    const fleet::Cluster* owner = owner_of(context, normal);
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
