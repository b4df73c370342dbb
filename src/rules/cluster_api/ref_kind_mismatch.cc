#include <string>

#include "base/strings.h"
#include "rules/cluster_api/reference.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

namespace {

void check(const fleet::Cluster& cluster, const kube::Object& owner, std::string_view field,
           diag::Collector& out) {
  const yaml::Node reference = owner["spec"][field];
  const yaml::Node kind = reference["kind"];
  const std::string_view name = reference["name"].text();
  if (kind.text().empty() || name.empty() || follow(cluster, owner, reference) != nullptr) return;
  const kube::Object* const other = namesake(cluster, owner, reference);
  if (other == nullptr) return;
  diag::Place place = at(kind);
  diag::Location where = at((*other)["kind"]).primary;
  where.label = "what has that name";
  place.related.push_back(std::move(where));
  out.set_object(owner.ref());
  out.report(std::move(place),
             "there is no {} {}, but {} of group {} has that name; set apiVersion and kind to its own",
             kind.text(), quote(name), other->kind(), quote(other->group()))
      .object_path = std::string("spec.") + std::string(field) + ".kind";
}

}  // namespace

void ref_kind_mismatch(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    check(cluster, *item.object, "controlPlaneRef", out);
    check(cluster, *item.object, "infrastructureRef", out);
  }
}

}  // namespace fleetlint::rules::cluster_api
