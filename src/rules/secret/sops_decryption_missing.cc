#include <set>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "secrets/sops.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sops_decryption_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain) return;
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    const kube::Object& kustomization = unit.kustomization;
    if (!kustomization.node() || unit.suspended) continue;
    const yaml::Node decryption = kustomization["spec"]["decryption"];
    if (decryption) continue;  // of another type: the schema says so
    for (const kube::Object& object : unit.objects) {
      if (!secrets::sops_metadata(object.node())) continue;
      diag::Place place = at(kustomization["spec"]);
      diag::Location other = at(object["metadata"]["name"]).primary;
      other.label = "encrypted";
      place.related.push_back(std::move(other));
      out.set_object(kustomization.ref());
      out.report(std::move(place),
                 "{} is encrypted by SOPS, but {} has no \"decryption\", so it is applied encrypted or "
                 "refused; add provider: sops",
                 object.id().to_string(), kustomization.id().to_string());
      break;
    }
  }
}

}  // namespace fleetlint::rules::secret
