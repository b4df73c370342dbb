#include "rules/flux/target.h"
#include "rules/twins.h"

namespace fleetlint::rules::image {

void automation_source_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item :
       cluster.index.of_kind("image.toolkit.fluxcd.io", "ImageUpdateAutomation")) {
    const yaml::Node reference = (*item.object)["spec"]["sourceRef"];
    const std::string_view kind = reference["kind"].text();
    rules::flux::check_target(cluster, *item.object, reference, kind.empty() ? "GitRepository" : kind,
                              "nothing is updated", out);
  }
}

}  // namespace fleetlint::rules::image
