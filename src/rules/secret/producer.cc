#include "rules/secret/producer.h"

#include "rules/flux/lookup.h"
#include "secrets/sealed.h"

namespace fleetlint::rules::secret {
namespace {

void add(std::vector<Producer>& all, const kube::Object& object, yaml::Node named, bool owns) {
  const yaml::Node where = named ? named : object["metadata"]["name"];
  if (!rules::flux::is_known(where) || where.text().empty()) return;
  all.push_back({&object, object.name_space(), where.text(), where, owns});
}

}  // namespace

std::vector<Producer> producers_of(const fleet::Cluster& cluster) {
  std::vector<Producer> all;
  for (const auto& item : cluster.index.of_kind("", "Secret")) {
    // SOPS and the like leave an empty one for a controller to fill; a token's is filled by Kubernetes.
    const bool filled = (*item.object)["data"].is_mapping() || (*item.object)["stringData"].is_mapping();
    add(all, *item.object, {}, filled);
  }
  for (const auto& item : cluster.index.of_kind(secrets::kSealedGroup, "SealedSecret")) {
    const bool patches = item.object->annotations()["sealedsecrets.bitnami.com/patch"].text() == "true";
    add(all, *item.object, (*item.object)["spec"]["template"]["metadata"]["name"], !patches);
  }
  for (const auto& item : cluster.index.of_kind("external-secrets.io", "ExternalSecret")) {
    const yaml::Node target = (*item.object)["spec"]["target"];
    const std::string_view policy = target["creationPolicy"].text();
    add(all, *item.object, target["name"], policy.empty() || policy == "Owner");
  }
  for (const auto& item : cluster.index.of_kind("cert-manager.io", "Certificate")) {
    const yaml::Node name = (*item.object)["spec"]["secretName"];
    if (name) add(all, *item.object, name, true);
  }
  for (const std::string_view kind : {"VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret"}) {
    for (const auto& item : cluster.index.of_kind("secrets.hashicorp.com", kind)) {
      const yaml::Node destination = (*item.object)["spec"]["destination"];
      if (destination["name"])
        add(all, *item.object, destination["name"], destination["create"].text() == "true");
    }
  }
  for (const auto& item : cluster.index.of_kind("secrets-store.csi.x-k8s.io", "SecretProviderClass")) {
    for (const yaml::Node made : (*item.object)["spec"]["secretObjects"].items()) {
      if (made["secretName"]) add(all, *item.object, made["secretName"], true);
    }
  }
  return all;
}

}  // namespace fleetlint::rules::secret
