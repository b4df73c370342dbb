#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// What several units expect is made by whoever sets the cluster up; what one
/// alone expects is more likely a mistake.
bool is_expected_by_others(const fleet::Cluster& cluster, const fleetlint::flux::Unit& unit,
                           yaml::Node wanted) {
  for (const auto& other : cluster.graph.units) {
    if (&other == &unit || other.name_space != unit.name_space) continue;
    for (const yaml::Node& reference : other.kustomization["spec"]["postBuild"]["substituteFrom"].items()) {
      if (reference["kind"].text() == wanted["kind"].text() &&
          reference["name"].text() == wanted["name"].text())
        return true;
    }
  }
  return false;
}

}  // namespace

void substitute_from_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& unit : cluster.graph.units) {
    for (const yaml::Node& reference : unit.kustomization["spec"]["postBuild"]["substituteFrom"].items()) {
      const yaml::Node name = reference["name"];
      const std::string_view kind = reference["kind"].text();
      if (!is_known(name) || (kind != "ConfigMap" && kind != "Secret")) continue;
      const bool is_optional = reference["optional"].as_bool().value_or(false);
      // Where all variables are known without it, it is as it should be.
      if (is_optional && unit.unknown_variables.empty()) continue;
      if (cluster.index.find("", kind, unit.name_space, name.text()).object != nullptr) continue;
      if (kind == "Secret" && is_made_from_other(cluster, unit.name_space, name.text())) continue;
      if (cluster.is_open_to_flux(unit.name_space, &unit)) continue;
      std::string why = likely_mistake(cluster, kind, unit.name_space, name.text());
      if (is_optional && !why.starts_with("did you mean")) continue;
      if (why.empty()) {
        // Secrets are often made by hand; a ConfigMap that nothing here could make is missing.
        if (kind == "Secret" || !cluster.entry.source || cluster.is_open(unit.name_space)) continue;
        if (is_expected_by_others(cluster, unit, reference)) continue;
        why = "the unit fails without it; render it, or say optional: true";
      }
      if (is_optional) why += " (it is optional, so nothing fails, and its variables stay unset)";
      out.set_object(unit.kustomization.ref());
      out.report(at(name), "{} {} for postBuild is not rendered by this cluster; {}", kind,
                 quote(unit.name_space + "/" + std::string(name.text())), why);
    }
  }
}

}  // namespace fleetlint::rules::flux
