#include "rules/flux/lookup.h"
#include "rules/network/services.h"
#include "rules/twins.h"

namespace fleetlint::rules::network {

void route_backend_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::string_view kind : {"HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind("gateway.networking.k8s.io", kind)) {
      for (const yaml::Node& rule : (*item.object)["spec"]["rules"].items()) {
        for (const yaml::Node& backend : rule["backendRefs"].items()) {
          // Without group and kind, a Service is meant.
          const std::string_view target = backend["kind"].text();
          if (!backend["group"].text().empty() || (!target.empty() && target != "Service")) continue;
          const yaml::Node name_space = backend["namespace"];
          if (name_space && !rules::flux::is_known(name_space)) continue;
          check_backend(cluster,
                        {item.object, rules::flux::namespace_of(backend, item.object->name_space()),
                         backend["name"], backend["port"]},
                        out);
        }
      }
    }
  }
}

}  // namespace fleetlint::rules::network
