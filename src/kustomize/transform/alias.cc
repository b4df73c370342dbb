#include "kustomize/transform/alias.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

/// Rebuilds what `change` changes among the scalars below `node`.
yaml::Node map_scalars(Arena& arena, yaml::Node node, const std::function<yaml::Node(yaml::Node)>& change) {
  if (node.is_mapping()) {
    std::vector<yaml::Entry> entries;
    for (std::size_t i = 0; i < node.entries().size(); ++i) {
      const yaml::Node after = map_scalars(arena, node.entries()[i].value, change);
      if (entries.empty() && same(after, node.entries()[i].value)) continue;
      if (entries.empty()) entries.assign(node.entries().begin(), node.entries().end());
      entries[i].value = after;
    }
    return entries.empty() ? node : yaml::make_mapping(arena, entries, node.origin(), node.style());
  }
  if (node.is_sequence()) {
    std::vector<yaml::Node> items;
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      const yaml::Node after = map_scalars(arena, node.items()[i], change);
      if (items.empty() && same(after, node.items()[i])) continue;
      if (items.empty()) items.assign(node.items().begin(), node.items().end());
      items[i] = after;
    }
    return items.empty() ? node : yaml::make_sequence(arena, items, node.origin(), node.style());
  }
  return node ? change(node) : node;
}

/// What shared values became, by the identity they had.
using Replaced = std::unordered_map<const void*, yaml::Node>;

/// Upstream visits fields in the order of their names; the last write stays.
void collect_changes(yaml::Node before, yaml::Node after, Replaced& replaced) {
  if (same(before, after)) return;
  if (before.is_mapping() && after.is_mapping()) {
    std::vector<const yaml::Entry*> entries;
    for (const yaml::Entry& entry : before.entries()) entries.push_back(&entry);
    std::ranges::sort(entries, {}, [](const yaml::Entry* entry) { return entry->key.text(); });
    for (const yaml::Entry* entry : entries) collect_changes(entry->value, after[entry->key], replaced);
  } else if (may_be_shared(before) && after.is_scalar()) {
    replaced.insert_or_assign(before.identity(), after);
  }
}

/// `after` with the last write in every place where the shared value was, whatever that place got itself.
yaml::Node settle(Arena& arena, yaml::Node before, yaml::Node after, const Replaced& replaced) {
  if (same(before, after) || !before.is_mapping() || !after.is_mapping()) {
    if (const auto found = replaced.find(before.identity()); after.is_scalar() && found != replaced.end())
      return found->second;
    return map_scalars(arena, after, [&](yaml::Node value) {
      const auto found = replaced.find(value.identity());
      return found == replaced.end() ? value : found->second;
    });
  }
  std::vector<yaml::Entry> entries(after.entries().begin(), after.entries().end());
  for (yaml::Entry& entry : entries) entry.value = settle(arena, before[entry.key], entry.value, replaced);
  return yaml::make_mapping(arena, entries, after.origin(), after.style());
}

}  // namespace

bool may_be_shared(yaml::Node value) {
  return value.is_string() && value.origin().operation == yaml::Operation::labelled;
}

yaml::Node spread(Arena& arena, yaml::Node root, yaml::Node old_value, yaml::Node new_value) {
  if (!may_be_shared(old_value)) return root;
  return map_scalars(arena, root,
                     [&](yaml::Node value) { return same(value, old_value) ? new_value : value; });
}

yaml::Node spread_changes(Arena& arena, yaml::Node before, yaml::Node after) {
  Replaced replaced;
  collect_changes(before, after, replaced);
  if (replaced.empty()) return after;
  return settle(arena, before, after, replaced);
}

yaml::Node detach(Arena& arena, yaml::Node value) {
  return map_scalars(arena, value, [&](yaml::Node scalar) {
    return may_be_shared(scalar) ? yaml::with_origin(arena, scalar, scalar.origin()) : scalar;
  });
}

yaml::Node unshare(Arena& arena, yaml::Node root) {
  std::unordered_set<const void*> seen;
  return map_scalars(arena, root, [&](yaml::Node value) {
    if (!may_be_shared(value) || seen.insert(value.identity()).second) return value;
    return yaml::with_origin(arena, value, value.origin());
  });
}

}  // namespace fleetlint::kustomize::transform
