#include "policy/match.h"

#include <algorithm>

#include "policy/selector.h"

namespace fleetlint::policy {

namespace {

bool fits_kinds(yaml::Node kinds, const kube::Object& object) {
  const auto entries = kinds.items();
  if (entries.empty()) return true;
  return std::ranges::any_of(entries, [&](yaml::Node entry) {
    const yaml::Node groups = entry["apiGroups"];
    const yaml::Node names = entry["kinds"];
    return (groups.items().empty() || holds(groups, object.group())) &&
           (names.items().empty() || holds(names, object.kind()));
  });
}

bool holds_wildcard(yaml::Node list, std::string_view name) {
  const auto items = list.items();
  return std::ranges::any_of(items, [&](yaml::Node item) { return fits_wildcard(item.text(), name); });
}

}  // namespace

bool matches(yaml::Node match, const Review& review, bool is_cluster_scoped) {
  const kube::Object& object = review.object;
  if (!fits_kinds(match["kinds"], object)) return false;
  const std::string_view scope = match["scope"].text();
  if ((scope == "Cluster" && !is_cluster_scoped) || (scope == "Namespaced" && is_cluster_scoped))
    return false;
  const yaml::Node name = match["name"];
  if (name && !name.text().empty() && !fits_wildcard(name.text(), object.name())) return false;

  // A Namespace is in itself; other cluster-scoped objects are in none, and no list of namespaces
  // speaks of them.
  const bool is_namespace = object.is("", "Namespace");
  const std::string_view space = is_namespace ? object.name() : review.space;
  if (!space.empty()) {
    const yaml::Node namespaces = match["namespaces"];
    if (!namespaces.items().empty() && !holds_wildcard(namespaces, space)) return false;
    if (holds_wildcard(match["excludedNamespaces"], space)) return false;
    if (const yaml::Node selector = match["namespaceSelector"]; selector.is_mapping()) {
      const yaml::Node labels = is_namespace ? object.labels() : review.name_space["metadata"]["labels"];
      if (!selects(selector, labels)) return false;
    }
  }
  const yaml::Node selector = match["labelSelector"];
  return !selector.is_mapping() || selects(selector, object.labels()) ||
         (review.old_object && selects(selector, review.old_object["metadata"]["labels"]));
}

}  // namespace fleetlint::policy
