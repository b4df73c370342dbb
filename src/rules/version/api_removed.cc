#include "rules/twins.h"
#include "rules/version/kubernetes_api.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {

void api_removed(const kube::Object& object, const ObjectContext& context, diag::Collector& out) {
  if (context.kubernetes_minor == 0) return;
  const WithdrawnApi* api = find_withdrawn(object.api_version(), object.kind());
  if (api == nullptr || api->removed == 0 || context.kubernetes_minor < api->removed) return;
  out.report(at(object["apiVersion"]), "{} {} is not served since Kubernetes 1.{}, and the cluster runs {}{}",
             api->api_version, api->kind, api->removed,
             kubernetes_phrase(context.kubernetes_minor, context.kubernetes_assumed), successor_hint(*api))
      .object_path = "apiVersion";
}

}  // namespace fleetlint::rules::version
