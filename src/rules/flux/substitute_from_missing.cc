#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

void substitute_from_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& unit : cluster.graph.units) {
    for (const yaml::Node& reference : unit.kustomization["spec"]["postBuild"]["substituteFrom"].items()) {
      const yaml::Node name = reference["name"];
      const std::string_view kind = reference["kind"].text();
      if (!is_known(name) || (kind != "ConfigMap" && kind != "Secret")) continue;
      if (reference["optional"].as_bool().value_or(false)) continue;
      if (cluster.index.find("", kind, unit.name_space, name.text()).object != nullptr) continue;
      if (kind == "Secret" && is_made_from_other(cluster, unit.name_space, name.text())) continue;
      if (cluster.is_open_to_flux(unit.name_space, &unit)) continue;
      const std::string why = likely_mistake(cluster, kind, unit.name_space, name.text());
      if (why.empty()) continue;
      out.set_object(unit.kustomization.ref());
      out.report(at(name), "{} {} for postBuild is not rendered by this cluster; {}", kind,
                 quote(unit.name_space + "/" + std::string(name.text())), why);
    }
  }
}

}  // namespace fleetlint::rules::flux
