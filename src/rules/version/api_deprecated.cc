#include "rules/twins.h"
#include "rules/version/kubernetes_api.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {

// The upgrades that are being planned: the next minor and the one after.
constexpr int kNear = 2;

void api_deprecated(const kube::Object& object, const ObjectContext& context, diag::Collector& out) {
  const int minor = context.kubernetes_minor;
  const WithdrawnApi* api = find_withdrawn(object.api_version(), object.kind());
  if (minor == 0 || api == nullptr) return;
  if (api->removed != 0 && minor >= api->removed) return;  // version/api-removed
  const bool ends_soon = api->removed != 0 && api->removed <= minor + kNear;
  if (!ends_soon && (api->deprecated == 0 || minor < api->deprecated)) return;
  const std::string fate =
      ends_soon
          ? fmt::format("breaks when this cluster goes to Kubernetes 1.{}, which does not serve it",
                        api->removed)
          : fmt::format("is deprecated since Kubernetes 1.{}{}", api->deprecated,
                        api->removed == 0 ? std::string()
                                          : fmt::format(" and will not be served by 1.{}", api->removed));
  out.report(at(object["apiVersion"]), "{} {} {}; the cluster runs {}{}", api->api_version, api->kind, fate,
             kubernetes_phrase(minor, context.kubernetes_assumed), successor_hint(*api))
      .object_path = "apiVersion";
}

}  // namespace fleetlint::rules::version
