#include "rules/delivery/canary.h"

#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::delivery {

const kube::Object* follow(const fleet::Cluster& cluster, const kube::Object& canary, yaml::Node reference) {
  const kube::Gvk gvk = kube::parse_gvk(reference["apiVersion"].text(), reference["kind"].text());
  return cluster.index.find(gvk.group, gvk.kind, canary.name_space(), reference["name"].text()).object;
}

void check_reference(const fleet::Cluster& cluster, const kube::Object& canary, yaml::Node reference,
                     std::string_view consequence, diag::Collector& out) {
  const yaml::Node name = reference["name"];
  if (canary.name_space().empty() || !rules::flux::is_known(name) || reference["kind"].text().empty()) return;
  if (follow(cluster, canary, reference) != nullptr || cluster.is_open(canary.name_space())) return;
  const kube::Gvk gvk = kube::parse_gvk(reference["apiVersion"].text(), reference["kind"].text());
  std::vector<std::string_view> names;
  for (const fleet::Index::Item& item : cluster.index.of_kind(gvk.group, gvk.kind)) {
    if (item.object->name_space() == canary.name_space()) names.push_back(item.object->name());
  }
  const kube::ObjectId id{gvk.group, gvk.kind, std::string(canary.name_space()), std::string(name.text())};
  out.set_object(canary.ref());
  out.report(at(name), "{} is not rendered by this cluster's units, so {}{}", id.to_string(), consequence,
             did_you_mean(name.text(), names));
}

}  // namespace fleetlint::rules::delivery
