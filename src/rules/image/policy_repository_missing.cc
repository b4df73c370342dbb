#include "rules/flux/target.h"
#include "rules/twins.h"

namespace fleetlint::rules::image {

void policy_repository_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("image.toolkit.fluxcd.io", "ImagePolicy")) {
    rules::flux::check_target(cluster, *item.object, (*item.object)["spec"]["imageRepositoryRef"],
                              "ImageRepository", "the policy has no tags to choose from", out);
  }
}

}  // namespace fleetlint::rules::image
