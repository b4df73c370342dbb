#include <re2/re2.h>

#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::image {

void preview_in_production(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.stage != fleet::Stage::production) return;
  static const re2::RE2 kPreview(
      R"((?i)(^|[-._])((pr|mr|pull)[-._]?[0-9]+|snapshot|dev|develop|feature|feat|wip|dirty)([-._]|$))");
  for (const auto& [name_space, workloads] : cluster.index.workloads()) {
    for (const kube::Object* workload : workloads) {
      for (const yaml::Node& container : workload->containers()) {
        const yaml::Node image = container["image"];
        if (!rules::flux::is_known(image)) continue;
        const std::string_view text = image.text().substr(0, image.text().find('@'));
        const std::size_t colon = text.rfind(':');
        if (colon == std::string_view::npos || text.find('/', colon) != std::string_view::npos) continue;
        const std::string tag(text.substr(colon + 1));
        if (!re2::RE2::PartialMatch(tag, kPreview)) continue;
        out.set_object(workload->ref());
        out.report(at(image), "production runs {}, a build that was not released by the look of its tag",
                   quote(tag));
      }
    }
  }
}

}  // namespace fleetlint::rules::image
