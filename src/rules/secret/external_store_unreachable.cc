#include <re2/re2.h>

#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

constexpr std::string_view kGroup = "external-secrets.io";

/// May the namespace use the store? Selectors of labels are taken as a yes: labels may come from anywhere.
bool admits(yaml::Node conditions, std::string_view name_space) {
  if (conditions.items().empty()) return true;
  for (const yaml::Node condition : conditions.items()) {
    if (condition["namespaceSelector"].is_mapping()) return true;
    for (const yaml::Node name : condition["namespaces"].items()) {
      if (!rules::flux::is_known(name) || name.text() == name_space) return true;
    }
    for (const yaml::Node pattern : condition["namespaceRegexes"].items()) {
      re2::RE2::Options options;
      options.set_log_errors(false);
      const re2::RE2 regex(std::string(pattern.text()), options);
      if (!regex.ok() || re2::RE2::PartialMatch(std::string(name_space), regex)) return true;
    }
  }
  return false;
}

}  // namespace

void external_store_unreachable(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& item : cluster.index.of_kind(kGroup, "ExternalSecret")) {
    const kube::Object& external = *item.object;
    const yaml::Node reference = external["spec"]["secretStoreRef"];
    if (reference["kind"].text() != "ClusterSecretStore" || external.name_space().empty()) continue;
    const kube::Object* const store =
        cluster.index.find(kGroup, "ClusterSecretStore", "", reference["name"].text()).object;
    if (store == nullptr || admits((*store)["spec"]["conditions"], external.name_space())) continue;
    diag::Place place = at(reference["name"]);
    diag::Location other = at((*store)["spec"]["conditions"]).primary;
    other.label = "the store's conditions";
    place.related.push_back(std::move(other));
    out.set_object(external.ref());
    out.report(std::move(place),
               "ClusterSecretStore {} does not serve the namespace {}; add it to the store's conditions, or "
               "use another store",
               quote(reference["name"].text()), quote(external.name_space()));
  }
}

}  // namespace fleetlint::rules::secret
