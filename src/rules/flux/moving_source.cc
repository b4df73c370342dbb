#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// What the cluster itself is synced from is reviewed where this file is; so is another checkout of it.
bool is_own(const fleet::Cluster& cluster, const kube::Object& source) {
  if (cluster.is_own_source(source.kind(), source.name_space(), source.name())) return true;
  const auto& own = cluster.graph.own_source;
  if (!own) return false;
  const kube::Object* object = cluster.index.find(kSourceGroup, own->kind, own->name_space, own->name).object;
  return object != nullptr && (*object)["spec"]["url"].text() == source["spec"]["url"].text();
}

}  // namespace

void moving_source(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.stage != fleet::Stage::production) return;
  for (const std::string_view kind : {"GitRepository", "OCIRepository"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(kSourceGroup, kind)) {
      const kube::Object& source = *item.object;
      if (is_own(cluster, source)) continue;
      const yaml::Node ref = source["spec"]["ref"];
      if (ref["commit"] || ref["digest"] || ref["semver"] || ref["name"]) continue;
      const yaml::Node tag = ref["tag"];
      const bool is_pinned = tag && tag.text() != "latest";
      if (is_pinned || (tag && !is_known(tag))) continue;
      const yaml::Node branch = ref["branch"];
      out.set_object(source.ref());
      if (branch) {
        out.report(at(branch),
                   "production follows branch {} of another repository; name a tag or a range of versions",
                   quote(branch.text()));
      } else {
        out.report(at(tag ? tag : source["spec"]["url"]),
                   "production follows whatever is newest in {}; name a tag, a digest or a range of versions",
                   source.id().to_string());
      }
    }
  }
}

}  // namespace fleetlint::rules::flux
