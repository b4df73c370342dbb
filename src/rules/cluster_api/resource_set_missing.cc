#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

namespace {

bool matches(yaml::Node selector, yaml::Node labels) {
  const auto wanted = selector.entries();
  return std::all_of(wanted.begin(), wanted.end(), [&](const yaml::Entry& entry) {
    return !rules::flux::is_known(entry.value) || labels[entry.key].text() == entry.value.text();
  });
}

void check_selector(const fleet::Cluster& cluster, const kube::Object& set, diag::Collector& out) {
  const yaml::Node selector = set["spec"]["clusterSelector"];
  const yaml::Node labels = selector["matchLabels"];
  if (labels.entries().empty() || selector["matchExpressions"]) return;
  bool has_clusters = false;
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    if (item.object->name_space() != set.name_space()) continue;
    has_clusters = true;
    if (matches(labels, item.object->labels())) return;
  }
  if (!has_clusters || cluster.is_open(set.name_space())) return;
  out.report(at(labels), "no Cluster of namespace {} has these labels, so the resources go nowhere",
             quote(set.name_space()));
}

}  // namespace

void resource_set_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item :
       cluster.index.of_kind("addons.cluster.x-k8s.io", "ClusterResourceSet")) {
    const kube::Object& set = *item.object;
    if (set.name_space().empty()) continue;
    out.set_object(set.ref());
    check_selector(cluster, set, out);
    for (const yaml::Node& resource : set["spec"]["resources"].items()) {
      const yaml::Node name = resource["name"];
      const std::string_view kind = resource["kind"].text();
      if (!rules::flux::is_known(name) || (kind != "ConfigMap" && kind != "Secret")) continue;
      if (cluster.index.find("", kind, set.name_space(), name.text()).object != nullptr) continue;
      if (kind == "Secret" && rules::flux::is_made_from_other(cluster, set.name_space(), name.text()))
        continue;
      if (cluster.is_open_to_flux(set.name_space())) continue;
      const std::string why = rules::flux::likely_mistake(cluster, kind, set.name_space(), name.text());
      if (why.empty() && (kind == "Secret" || cluster.is_open(set.name_space()))) continue;
      out.report(at(name), "{} {} is not rendered by this cluster, so the add-on is not applied{}{}", kind,
                 quote(std::string(set.name_space()) + "/" + std::string(name.text())),
                 why.empty() ? "" : "; ", why);
    }
  }
}

}  // namespace fleetlint::rules::cluster_api
