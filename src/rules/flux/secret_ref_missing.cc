#include <initializer_list>
#include <string>
#include <utility>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// `path` is for the finding: where in the object the reference is.
void check(const fleet::Cluster& cluster, const kube::Object& object, yaml::Node reference,
           std::string_view kind, std::string_view path, std::string_view what, diag::Collector& out) {
  const yaml::Node name = reference["name"];
  const std::string_view name_space = object.name_space();
  if (!is_known(name) || name.text().empty() || name_space.empty()) return;
  if (cluster.index.find("", kind, name_space, name.text()).object != nullptr) return;
  if (kind == "Secret" && is_made_from_other(cluster, name_space, name.text())) return;
  if (cluster.is_open_to_flux(name_space)) return;
  // Most of them are made by hand, or by what makes the cluster: only what is surely meant otherwise.
  const std::string why = likely_mistake(cluster, kind, name_space, name.text());
  if (why.empty()) return;
  out.set_object(object.ref());
  out.report(at(name), "{} {} for {} is not rendered by this cluster; {}", kind,
             quote(std::string(name_space) + "/" + std::string(name.text())), what, why)
      .object_path = std::string(path) + ".name";
}

}  // namespace

void secret_ref_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  const auto check_remote = [&](const kube::Object& object) {
    const yaml::Node remote = object["spec"]["kubeConfig"];
    check(cluster, object, remote["secretRef"], "Secret", "spec.kubeConfig.secretRef", "the other cluster",
          out);
    check(cluster, object, remote["configMapRef"], "ConfigMap", "spec.kubeConfig.configMapRef",
          "the other cluster", out);
  };
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    if (!unit.kustomization.node()) continue;
    check_remote(unit.kustomization);
    check(cluster, unit.kustomization, unit.kustomization["spec"]["decryption"]["secretRef"], "Secret",
          "spec.decryption.secretRef", "decryption", out);
  }
  for (const fleet::Index::Item& item : cluster.index.of_kind(kHelmGroup, "HelmRelease"))
    check_remote(*item.object);
  for (const std::string_view kind :
       {"GitRepository", "OCIRepository", "HelmRepository", "Bucket", "HelmChart"}) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(kSourceGroup, kind)) {
      const yaml::Node spec = (*item.object)["spec"];
      for (const std::string_view field : {"secretRef", "certSecretRef", "proxySecretRef"}) {
        check(cluster, *item.object, spec[field], "Secret", "spec." + std::string(field), "the source", out);
      }
      check(cluster, *item.object, spec["verify"]["secretRef"], "Secret", "spec.verify.secretRef",
            "verifying the source", out);
    }
  }
  for (const fleet::Index::Item& item : cluster.index.of_kind("notification.toolkit.fluxcd.io", "Provider"))
    check(cluster, *item.object, (*item.object)["spec"]["secretRef"], "Secret", "spec.secretRef",
          "the Provider", out);
  for (const fleet::Index::Item& item : cluster.index.of_kind("notification.toolkit.fluxcd.io", "Receiver"))
    check(cluster, *item.object, (*item.object)["spec"]["secretRef"], "Secret", "spec.secretRef",
          "the Receiver", out);
  for (const fleet::Index::Item& item : cluster.index.of_kind("image.toolkit.fluxcd.io", "ImageRepository"))
    check(cluster, *item.object, (*item.object)["spec"]["secretRef"], "Secret", "spec.secretRef",
          "the registry", out);
}

}  // namespace fleetlint::rules::flux
