#include <algorithm>
#include <iterator>

#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {
namespace {

struct WithdrawnFluxApi {
  std::string_view group;
  std::string_view kind;
  std::string_view version;
  int removed;  // first minor of Flux 2 that does not serve it
  std::string_view successor;
};

constexpr WithdrawnFluxApi kApis[] = {
#include "rules/version/flux_apis.inc"
};

}  // namespace

void flux_api_removed(const kube::Object& object, const ObjectContext& context, diag::Collector& out) {
  if (!context.flux.known()) return;
  const auto api = std::find_if(std::begin(kApis), std::end(kApis), [&](const WithdrawnFluxApi& candidate) {
    return candidate.kind == object.kind() && candidate.group == object.group() &&
           candidate.version == object.version();
  });
  if (api == std::end(kApis) || !context.flux.at_least(2, api->removed)) return;
  out.report(at(object["apiVersion"]),
             "{} {} is not served since Flux 2.{}, and the cluster runs Flux {}; use {}/{}",
             object.api_version(), api->kind, api->removed, context.flux.text, api->group, api->successor)
      .object_path = "apiVersion";
}

}  // namespace fleetlint::rules::version
