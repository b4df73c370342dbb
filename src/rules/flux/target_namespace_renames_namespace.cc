#include <set>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

void target_namespace_renames_namespace(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& unit : cluster.graph.units) {
    const yaml::Node target = unit.kustomization["spec"]["targetNamespace"];
    if (target.text().empty() || unit.build == nullptr) continue;
    for (const kube::Object& object : unit.build->objects) {
      if (!object.is("", "Namespace")) continue;
      const yaml::Node name = object["metadata"]["name"];
      // The transformer keeps the node of a name that is right already.
      if (name.origin().operation != yaml::Operation::namespaced || name.text() != target.text()) continue;
      out.set_object(unit.kustomization.ref());
      diag::Finding& finding = out.report(
          at(target), "targetNamespace {} renames a Namespace of another name to {}; leave the Namespace out of this unit",
          quote(target.text()), quote(target.text()));
      diag::Place place = at(name);
      for (diag::Location& location : place.related) {
        location.label = "the Namespace that is renamed";
        finding.related.push_back(std::move(location));
      }
    }
  }
}

}  // namespace fleetlint::rules::flux
