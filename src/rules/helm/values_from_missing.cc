#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::helm {

void values_from_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& item : cluster.index.of_kind(rules::flux::kHelmGroup, "HelmRelease")) {
    const kube::Object& release = *item.object;
    const std::string_view name_space = release.name_space();
    for (const yaml::Node& reference : release["spec"]["valuesFrom"].items()) {
      const yaml::Node name = reference["name"];
      const std::string_view kind = reference["kind"].text();
      if (name_space.empty() || !rules::flux::is_known(name) || (kind != "ConfigMap" && kind != "Secret"))
        continue;
      if (reference["optional"].as_bool().value_or(false)) continue;
      if (cluster.index.find("", kind, name_space, name.text()).object != nullptr) continue;
      if (kind == "Secret" && rules::flux::is_made_from_other(cluster, name_space, name.text())) continue;
      if (cluster.is_open_to_flux(name_space)) continue;
      const std::string why = rules::flux::likely_mistake(cluster, kind, name_space, name.text());
      if (why.empty()) continue;
      out.set_object(release.ref());
      out.report(at(name), "{} {} for the values is not rendered by this cluster; {}", kind,
                 quote(std::string(name_space) + "/" + std::string(name.text())), why);
    }
  }
}

}  // namespace fleetlint::rules::helm
