#include <set>
#include <string>
#include <vector>

#include "base/strings.h"
#include "cel/cel.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// The fields of the object are the names that an expression may use: those that most kinds have, and what
/// objects of the kind hold here.
cel::Environment environment(const fleetlint::flux::Unit& unit, const kube::Gvk& gvk) {
  std::set<std::string_view> names = {"apiVersion", "kind", "metadata", "spec", "status", "data"};
  for (const kube::Object& object : unit.objects) {
    if (!object.is(gvk.group, gvk.kind)) continue;
    for (const yaml::Entry& field : object.node().entries()) names.insert(field.key.text());
  }
  cel::Environment made;
  made.mixed_literals = true;
  for (const std::string_view name : names) made.declare(name);
  return made;
}

/// The kind that the unit renders and that is spelt nearly so; empty: none.
std::string_view nearly(const fleetlint::flux::Unit& unit, const kube::Gvk& gvk) {
  std::vector<std::string_view> kinds;
  for (const kube::Object& object : unit.objects) {
    if (object.group() != gvk.group) continue;
    if (object.kind() == gvk.kind) return {};
    kinds.push_back(object.kind());
  }
  return closest_match(gvk.kind, kinds);
}

}  // namespace

void health_expression_invalid(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    for (const yaml::Node& check : unit.kustomization["spec"]["healthCheckExprs"].items()) {
      out.set_object(unit.kustomization.ref());
      const yaml::Node kind = check["kind"];
      const kube::Gvk gvk = kube::parse_gvk(check["apiVersion"].text(), kind.text());
      for (const std::string_view field : {"current", "inProgress", "failed"}) {
        const yaml::Node expression = check[field];
        if (!is_known(expression) || expression.text().empty()) continue;
        const cel::Compilation compiled = cel::compile(expression.text(), environment(unit, gvk));
        if (compiled.mistakes.empty()) continue;
        out.report(at(expression),
                   "the expression under {} is no CEL, so the Kustomization is never ready: {}", quote(field),
                   compiled.mistakes.front().message);
      }
      if (const std::string_view meant = nearly(unit, gvk); is_known(kind) && !meant.empty()) {
        out.report(at(kind),
                   "this Kustomization renders no {}, so the expressions are never used; did you mean {}?",
                   quote(gvk.kind), quote(meant));
      }
    }
  }
}

}  // namespace fleetlint::rules::flux
