#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::network {

namespace {

constexpr std::string_view kGroup = "gateway.networking.k8s.io";

void check_section(const kube::Object& route, yaml::Node section, const kube::Object& gateway,
                   diag::Collector& out) {
  if (!rules::flux::is_known(section) || section.text().empty()) return;
  std::vector<std::string_view> names;
  for (const yaml::Node& listener : gateway["spec"]["listeners"].items()) {
    if (!rules::flux::is_known(listener["name"])) return;
    names.push_back(listener["name"].text());
    if (names.back() == section.text()) return;
  }
  diag::Place place = at(section);
  diag::Location other = at(gateway["metadata"]["name"]).primary;
  other.label = "the Gateway";
  place.related.push_back(std::move(other));
  out.set_object(route.ref());
  out.report(std::move(place), "{} has no listener {}, so the route is not attached{}",
             gateway.id().to_string(), quote(section.text()), did_you_mean(section.text(), names));
}

}  // namespace

void gateway_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::string_view kind : {"HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(kGroup, kind)) {
      const kube::Object& route = *item.object;
      for (const yaml::Node& parent : route["spec"]["parentRefs"].items()) {
        const std::string_view of = parent["kind"].text();
        const yaml::Node name = parent["name"];
        if ((!of.empty() && of != "Gateway") || !rules::flux::is_known(name)) continue;
        if (parent["namespace"] && !rules::flux::is_known(parent["namespace"])) continue;
        const std::string_view name_space = rules::flux::namespace_of(parent, route.name_space());
        const kube::Object* gateway = cluster.index.find(kGroup, "Gateway", name_space, name.text()).object;
        if (gateway != nullptr) {
          // More listeners may be attached to it.
          if (cluster.index.of_kind(kGroup, "ListenerSet").empty() &&
              cluster.index.of_kind("gateway.networking.x-k8s.io", "XListenerSet").empty())
            check_section(route, parent["sectionName"], *gateway, out);
          continue;
        }
        if (workload::is_unknown(cluster, name_space)) continue;
        std::vector<std::string_view> names;
        for (const fleet::Index::Item& other : cluster.index.of_kind(kGroup, "Gateway")) {
          if (other.object->name_space() == name_space) names.push_back(other.object->name());
        }
        out.set_object(route.ref());
        out.report(at(name), "Gateway {} is not rendered by this cluster, so nothing serves the route{}",
                   quote(std::string(name_space) + "/" + std::string(name.text())),
                   did_you_mean(name.text(), names));
      }
    }
  }
}

}  // namespace fleetlint::rules::network
