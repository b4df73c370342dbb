#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/delivery/canary.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::delivery {

namespace {

/// A targetPort of letters names a port of the target's containers.
void check_port(const fleet::Cluster& cluster, const kube::Object& canary, diag::Collector& out) {
  const yaml::Node port = canary["spec"]["service"]["targetPort"];
  if (!port.is_string() || !rules::flux::is_known(port)) return;
  if (port.text().find_first_not_of("0123456789") == std::string_view::npos) return;
  const kube::Object* target = follow(cluster, canary, canary["spec"]["targetRef"]);
  if (target == nullptr || !target->pod_spec()) return;
  std::vector<std::string_view> names;
  for (const yaml::Node& container : target->containers()) {
    for (const yaml::Node& declared : container["ports"].items()) {
      if (declared["name"] && !rules::flux::is_known(declared["name"])) return;
      names.push_back(declared["name"].text());
      if (names.back() == port.text()) return;
    }
  }
  diag::Place place = at(port);
  diag::Location other = at((*target)["metadata"]["name"]).primary;
  other.label = "the target";
  place.related.push_back(std::move(other));
  out.report(std::move(place), "the pods of {} have no port called {}, so no traffic gets there{}",
             target->id().to_string(), quote(port.text()), did_you_mean(port.text(), names));
}

void check_gateway(const fleet::Cluster& cluster, const kube::Object& canary, yaml::Node reference,
                   diag::Collector& out) {
  const yaml::Node name = reference["name"];
  const std::string_view name_space = rules::flux::namespace_of(reference, canary.name_space());
  if (!rules::flux::is_known(name) ||
      (reference["namespace"] && !rules::flux::is_known(reference["namespace"])))
    return;
  if (cluster.index.find("gateway.networking.k8s.io", "Gateway", name_space, name.text()).object != nullptr)
    return;
  if (workload::is_unknown(cluster, name_space)) return;
  out.report(at(name), "Gateway {} is not rendered by this cluster, so the Canary gets no traffic",
             quote(std::string(name_space) + "/" + std::string(name.text())));
}

}  // namespace

void canary_gateway_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind(kFlagger, "Canary")) {
    const kube::Object& canary = *item.object;
    if (canary.name_space().empty()) continue;
    out.set_object(canary.ref());
    check_port(cluster, canary, out);
    for (const yaml::Node& reference : canary["spec"]["service"]["gatewayRefs"].items())
      check_gateway(cluster, canary, reference, out);
  }
}

}  // namespace fleetlint::rules::delivery
