// SortOrderTransformer: `sortOptions`, and the order that kubectl prints in.
#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/strings.h"
#include "kustomize/transform/transform.h"

namespace fleetlint::kustomize::transform {

namespace {

/// Kinds to come first and last; the others stand between them.
using Ranks = std::unordered_map<std::string_view, int>;

Ranks make_ranks(const std::vector<std::string_view>& first, const std::vector<std::string_view>& last) {
  Ranks ranks;
  for (std::size_t i = 0; i < first.size(); ++i)
    ranks[first[i]] = static_cast<int>(i) - static_cast<int>(first.size());
  for (std::size_t i = 0; i < last.size(); ++i) ranks[last[i]] = static_cast<int>(i) + 1;
  return ranks;
}

const Ranks& default_ranks() {
  static const Ranks ranks = make_ranks({"Namespace",
                                         "ResourceQuota",
                                         "StorageClass",
                                         "CustomResourceDefinition",
                                         "ServiceAccount",
                                         "PodSecurityPolicy",
                                         "Role",
                                         "ClusterRole",
                                         "RoleBinding",
                                         "ClusterRoleBinding",
                                         "ConfigMap",
                                         "Secret",
                                         "Endpoints",
                                         "Service",
                                         "LimitRange",
                                         "PriorityClass",
                                         "PersistentVolume",
                                         "PersistentVolumeClaim",
                                         "Deployment",
                                         "StatefulSet",
                                         "CronJob",
                                         "PodDisruptionBudget"},
                                        {"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"});
  return ranks;
}

std::string_view or_else(std::string_view text, std::string_view place_holder) {
  return text.empty() ? place_holder : text;
}

/// What one resource is sorted by. Texts are joined as upstream joins them: its
/// separators and place holders take part in the comparison.
struct SortKey {
  int rank = 0;
  Gvk gvk;
  std::string gvk_text;
  std::string id_text;
  std::size_t index = 0;
};

SortKey make_key(const Resource& resource, const Ranks& ranks, std::size_t index) {
  const ResId id = resource.current_id();
  SortKey key;
  const auto rank = ranks.find(id.gvk.kind);
  key.rank = rank == ranks.end() ? 0 : rank->second;
  key.gvk = id.gvk;
  key.gvk_text = fmt::format("{}_{}_{}", or_else(id.gvk.group, "~G"), or_else(id.gvk.version, "~V"),
                             or_else(id.gvk.kind, "~K"));
  key.id_text =
      fmt::format("{}.{}.{}|{}|{}", or_else(id.gvk.kind, "[noKind]"), or_else(id.gvk.version, "[noVer]"),
                  or_else(id.gvk.group, "[noGrp]"), or_else(id.name_space, "~X"), or_else(id.name, "~N"));
  key.index = index;
  return key;
}

bool less(const SortKey& a, const SortKey& b) {
  if (a.gvk == b.gvk) return a.id_text < b.id_text;
  if (a.rank != b.rank) return a.rank < b.rank;
  // Of the kinds called Namespace, upstream puts the core one first.
  const bool namespaces = a.gvk.kind == "Namespace" && b.gvk.kind == "Namespace";
  if (namespaces && (a.gvk.group.empty() || b.gvk.group.empty())) return a.gvk_text > b.gvk_text;
  return a.gvk_text < b.gvk_text;
}

constexpr std::size_t kFew = 12;

void sort_by(ResMap& map, const Ranks& ranks) {
  std::vector<SortKey> keys;
  keys.reserve(map.size());
  for (std::size_t i = 0; i < map.size(); ++i) keys.push_back(make_key(map.resources[i], ranks, i));
  if (keys.size() <= kFew) {
    // Kinds called Namespace can be before and behind one another at once; then the way of
    // sorting shows, and this is Go's for short lists.
    for (std::size_t i = 1; i < keys.size(); ++i) {
      for (std::size_t k = i; k > 0 && less(keys[k], keys[k - 1]); --k) std::swap(keys[k], keys[k - 1]);
    }
  } else {
    std::ranges::stable_sort(keys, less);
  }
  std::vector<Resource> sorted;
  sorted.reserve(map.size());
  for (const SortKey& key : keys) sorted.push_back(map.resources[key.index]);
  map.resources = std::move(sorted);
}

std::vector<std::string_view> texts(yaml::Node list) {
  std::vector<std::string_view> result;
  for (const yaml::Node& item : list.items()) result.push_back(item.text());
  return result;
}

}  // namespace

void legacy_order(ResMap& map) { sort_by(map, default_ranks()); }

void sort(Context& context, ResMap& map, yaml::Node sort_options) {
  if (!sort_options) return;
  const yaml::Node order = sort_options["order"];
  const yaml::Node legacy = sort_options["legacySortOptions"];
  if (order.text() != "fifo" && order.text() != "legacy") {
    context.refuse("kustomize/invalid-kustomization", at(order ? order : sort_options),
                   "sortOptions.order is {}; use fifo or legacy", quote(order.text()));
    return;
  }
  if (order.text() == "fifo") {
    if (!legacy) return;
    context.refuse(
        "kustomize/invalid-kustomization", at(legacy),
        "legacySortOptions has no effect with the order fifo; remove it or set the order to legacy");
    return;
  }
  if (!legacy) return legacy_order(map);
  sort_by(map, make_ranks(texts(legacy["orderFirst"]), texts(legacy["orderLast"])));
}

}  // namespace fleetlint::kustomize::transform
