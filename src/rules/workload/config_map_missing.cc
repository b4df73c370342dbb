#include <algorithm>
#include <array>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

namespace {

/// Made in every namespace, by the API server or by what commonly runs beside it.
constexpr std::array<std::string_view, 4> kEverywhere = {"extension-apiserver-authentication",
                                                         "istio-ca-root-cert", "kube-root-ca.crt",
                                                         "openshift-service-ca.crt"};

bool is_made_everywhere(std::string_view name) {
  return std::find(kEverywhere.begin(), kEverywhere.end(), name) != kEverywhere.end();
}

}  // namespace

void config_map_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::shared_ptr<const Uses>& uses : uses_in(cluster)) {
    const std::string_view name_space = uses->workload.name_space();
    for (const Use& use : uses->objects) {
      if (use.kind != "ConfigMap" || use.optional || !rules::flux::is_known(use.name)) continue;
      const std::string_view name = use.name.text();
      if (name.empty() || is_made_everywhere(name)) continue;
      if (cluster.index.find("", "ConfigMap", name_space, name).object != nullptr) continue;
      if (is_unknown(cluster, name_space)) continue;
      const std::string why = rules::flux::likely_mistake(cluster, "ConfigMap", name_space, name);
      out.set_object(uses->workload.ref());
      out.report(at(use.name), "ConfigMap {} is not rendered by this cluster, so the pods do not start{}",
                 quote(std::string(name_space) + "/" + std::string(name)), why.empty() ? why : "; " + why);
    }
  }
}

}  // namespace fleetlint::rules::workload
