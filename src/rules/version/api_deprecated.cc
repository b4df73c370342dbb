#include "rules/twins.h"
#include "rules/version/kubernetes_api.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {

void api_deprecated(const kube::Object& object, const ObjectContext& context, diag::Collector& out) {
  const int minor = context.kubernetes_minor;
  const WithdrawnApi* api = find_withdrawn(object.api_version(), object.kind());
  if (minor == 0 || api == nullptr || api->deprecated == 0 || minor < api->deprecated) return;
  if (api->removed != 0 && minor >= api->removed) return;  // version/api-removed
  const std::string end =
      api->removed == 0 ? std::string() : fmt::format(" and will not be served by 1.{}", api->removed);
  out.report(at(object["apiVersion"]), "{} {} is deprecated since Kubernetes 1.{}{}; the cluster runs {}{}",
             api->api_version, api->kind, api->deprecated, end,
             kubernetes_phrase(minor, context.kubernetes_assumed), successor_hint(*api))
      .object_path = "apiVersion";
}

}  // namespace fleetlint::rules::version
