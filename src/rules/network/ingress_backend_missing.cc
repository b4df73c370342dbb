#include "rules/network/services.h"
#include "rules/twins.h"

namespace fleetlint::rules::network {

namespace {

/// `service.name` and `service.port`, or `serviceName` and `servicePort` of the old versions.
void check(const fleet::Cluster& cluster, const kube::Object& ingress, yaml::Node backend,
           diag::Collector& out) {
  const yaml::Node service = backend["service"];
  const yaml::Node port = service["port"];
  if (service.is_mapping()) {
    check_backend(
        cluster,
        {&ingress, ingress.name_space(), service["name"], port["name"] ? port["name"] : port["number"]}, out);
  } else if (backend["serviceName"]) {
    check_backend(cluster, {&ingress, ingress.name_space(), backend["serviceName"], backend["servicePort"]},
                  out);
  }
}

/// Controllers give backends a meaning of their own: actions of the AWS one, for instance,
/// are named by an annotation and a port called use-annotation.
bool is_by_annotation(yaml::Node backend) {
  return backend["service"]["port"]["name"].text() == "use-annotation";
}

}  // namespace

void ingress_backend_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::string_view group : {"networking.k8s.io", "extensions"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(group, "Ingress")) {
      const yaml::Node spec = (*item.object)["spec"];
      for (const std::string_view field : {"defaultBackend", "backend"})
        check(cluster, *item.object, spec[field], out);
      for (const yaml::Node& rule : spec["rules"].items()) {
        for (const yaml::Node& path : rule["http"]["paths"].items()) {
          if (!is_by_annotation(path["backend"])) check(cluster, *item.object, path["backend"], out);
        }
      }
    }
  }
}

}  // namespace fleetlint::rules::network
