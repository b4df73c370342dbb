#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

constexpr std::string_view kGroup = "external-secrets.io";

std::vector<yaml::Node> store_references(const kube::Object& external) {
  std::vector<yaml::Node> references;
  const yaml::Node spec =
      external.kind() == "ClusterExternalSecret" ? external["spec"]["externalSecretSpec"] : external["spec"];
  if (spec["secretStoreRef"].is_mapping()) references.push_back(spec["secretStoreRef"]);
  for (const std::string_view list : {"data", "dataFrom"}) {
    for (const yaml::Node item : spec[list].items()) {
      if (item["sourceRef"]["storeRef"].is_mapping()) references.push_back(item["sourceRef"]["storeRef"]);
    }
  }
  return references;
}

}  // namespace

void external_store_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const auto& item : cluster.index.of_kind(kGroup, "ExternalSecret")) {
    const kube::Object& external = *item.object;
    for (const yaml::Node reference : store_references(external)) {
      const yaml::Node name = reference["name"];
      if (!rules::flux::is_known(name) || name.text().empty()) continue;
      const std::string_view kind = reference["kind"] ? reference["kind"].text() : "SecretStore";
      const bool cluster_wide = kind == "ClusterSecretStore";
      if (!cluster_wide && kind != "SecretStore") continue;
      std::vector<std::string> names;
      bool elsewhere = false;
      bool found = false;
      for (const auto& store : cluster.index.of_kind(kGroup, kind)) {
        const bool here = cluster_wide || store.object->name_space() == external.name_space();
        if (here) names.emplace_back(store.object->name());
        found = found || (here && store.object->name() == name.text());
        elsewhere = elsewhere || (!here && store.object->name() == name.text());
      }
      if (found) continue;
      std::string why = rules::flux::hint(name.text(), names);
      const std::string_view other_kind = cluster_wide ? "SecretStore" : "ClusterSecretStore";
      bool other = false;
      for (const auto& store : cluster.index.of_kind(kGroup, other_kind))
        other = other || store.object->name() == name.text();
      if (other) why = "; there is a " + std::string(other_kind) + " of that name, so set \"kind\"";
      if (elsewhere) why = "; the one of that name is in another namespace, which is not looked at";
      const bool open =
          cluster_wide ? cluster.is_open() : workload::is_unknown(cluster, external.name_space());
      // Many fleets leave stores to whoever bootstraps the cluster.
      if (why.empty() && (open || names.empty())) continue;
      out.set_object(external.ref());
      out.report(at(name), "{} {} is not rendered by this cluster, so the Secret is never fetched{}", kind,
                 quote(name.text()), why);
    }
  }
}

}  // namespace fleetlint::rules::secret
