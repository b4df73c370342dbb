#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::network {

namespace {

constexpr std::string_view kGroup = "cert-manager.io";

/// Reports an issuer that is spelt nearly as one that is rendered, or that is missing where nothing else
/// could make it.
void check(const fleet::Cluster& cluster, const kube::Object& owner, yaml::Node name, std::string_view kind,
           diag::Collector& out) {
  const bool is_cluster_wide = kind == "ClusterIssuer";
  if ((!is_cluster_wide && kind != "Issuer") || !rules::flux::is_known(name) || name.text().empty()) return;
  const std::string_view name_space = is_cluster_wide ? std::string_view() : owner.name_space();
  if (!is_cluster_wide && name_space.empty()) return;
  if (cluster.index.find(kGroup, kind, name_space, name.text()).object != nullptr) return;
  std::vector<std::string_view> names;
  for (const fleet::Index::Item& item : cluster.index.of_kind(kGroup, kind)) {
    if (item.object->name_space() == name_space) names.push_back(item.object->name());
  }
  const std::string meant = did_you_mean(name.text(), names);
  if (cluster.is_open_to_flux(name_space)) return;
  const bool is_open = is_cluster_wide ? cluster.is_open() : cluster.is_open(name_space);
  if (meant.empty() && is_open) return;
  out.set_object(owner.ref());
  out.report(at(name), "{} {} is not rendered by this cluster, so no certificate is issued{}", kind,
             quote(is_cluster_wide ? std::string(name.text())
                                   : std::string(name_space) + "/" + std::string(name.text())),
             meant);
}

}  // namespace

void issuer_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind(kGroup, "Certificate")) {
    const yaml::Node reference = (*item.object)["spec"]["issuerRef"];
    const std::string_view group = reference["group"].text();
    if (!group.empty() && group != kGroup) continue;
    const std::string_view kind = reference["kind"].text();
    check(cluster, *item.object, reference["name"], kind.empty() ? "Issuer" : kind, out);
  }
  const auto check_annotations = [&](std::string_view group, std::string_view kind) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(group, kind)) {
      const yaml::Node notes = item.object->annotations();
      check(cluster, *item.object, notes["cert-manager.io/cluster-issuer"], "ClusterIssuer", out);
      if (notes["cert-manager.io/issuer-group"]) continue;
      check(cluster, *item.object, notes["cert-manager.io/issuer"], "Issuer", out);
    }
  };
  check_annotations("networking.k8s.io", "Ingress");
  check_annotations("gateway.networking.k8s.io", "Gateway");
}

}  // namespace fleetlint::rules::network
