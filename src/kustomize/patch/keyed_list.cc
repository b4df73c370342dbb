#include "kustomize/patch/keyed_list.h"

#include <algorithm>
#include <set>

#include "yaml/edit.h"

namespace fleetlint::kustomize::patch {

namespace {

using Values = std::vector<std::string_view>;

bool is_nothing(yaml::Node node) {
  return !node || node.is_null() || (node.is_mapping() && node.entries().empty());
}

/// Does the item have these values? An empty one asks only for the key where `loose`.
bool has_values(yaml::Node item, const Values& keys, const Values& values, bool loose) {
  if (!item.is_mapping()) return false;
  for (std::size_t i = 0; i < keys.size() && i < values.size(); ++i) {
    const yaml::Entry* entry = item.find(keys[i]);
    if (entry == nullptr) return false;
    if (loose && values[i].empty()) continue;
    if (entry->value.text() != values[i]) return false;
  }
  return true;
}

/// Puts the item where one with these values stands, else at the end; a missing
/// item removes. Empty items do not survive this.
void put(std::vector<yaml::Node>& items, const Values& keys, const Values& values, yaml::Node item) {
  const bool scalars = keys.empty();
  const bool wants_mappings = !scalars && !values.empty() && !values.front().empty();
  std::vector<yaml::Node> kept;
  bool found = false;
  for (const yaml::Node known : items) {
    if (is_nothing(known)) continue;
    if (!known.is_mapping() && wants_mappings) {
      kept.push_back(known);
      continue;
    }
    const bool is_it = scalars ? known.is_scalar() && !values.empty() && known.text() == values.front()
                               : !values.empty() && has_values(known, keys, values, true);
    if (!is_it) {
      if (!values.empty()) kept.push_back(known);
      continue;
    }
    found = true;
    if (item) kept.push_back(item);
  }
  if (item && !found) kept.push_back(item);
  items = std::move(kept);
}

/// Two sets of values are one when they share an element and differ only where
/// one of them has none.
bool unify(const Values& a, const Values& b, Values& both) {
  if (a.size() != b.size()) return false;
  bool common = false;
  both.clear();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) {
      common = true;
    } else if (!a[i].empty() && !b[i].empty()) {
      return false;
    }
    both.push_back(a[i].empty() ? b[i] : a[i]);
  }
  return common;
}

bool is_nothing_or_empty_list(yaml::Node node) {
  return is_nothing(node) || (node.is_sequence() && node.items().empty());
}

}  // namespace

KeyedList::KeyedList(Arena& arena, yaml::Node base, yaml::Node patch, std::vector<std::string_view> keys)
    : arena_(arena),
      base_(base),
      patch_(patch),
      keys_(std::move(keys)),
      scalars_(keys_.empty()),
      base_items_(base.items().begin(), base.items().end()) {}

/// The values of all items, the patch's first, each once.
std::vector<KeyedList::Values> KeyedList::collect() const {
  std::vector<Values> all;
  std::set<Values> seen;
  for (const yaml::Node list : {patch_, base_}) {
    for (const yaml::Node item : list.items()) {
      Values values;
      if (scalars_) {
        values.push_back(item.text());
      } else {
        for (const std::string_view key : keys_) {
          const yaml::Node value = item[key];
          values.push_back(is_nothing_or_empty_list(value) ? std::string_view() : value.text());
        }
      }
      if (seen.insert(values).second) all.push_back(std::move(values));
    }
  }
  if (keys_.size() > 1) {
    Values both;
    for (Values& a : all) {
      for (Values& b : all) {
        if (!unify(a, b, both)) continue;
        a = both;
        b = both;
      }
    }
  }
  return all;
}

/// The keys that some item has, and this item's values of them.
KeyedList::Match KeyedList::valid_part(const std::vector<Values>& all, const Values& values) const {
  std::vector<bool> used(keys_.size(), false);
  bool any = false;
  for (const Values& other : all) {
    for (std::size_t i = 0; i < other.size() && i < keys_.size(); ++i) {
      if (other[i].empty()) continue;
      used[i] = true;
      any = true;
    }
  }
  if (!any) return {keys_, values};
  Match match;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (!used[i]) continue;
    match.keys.push_back(keys_[i]);
    match.values.push_back(values[i]);
  }
  return match;
}

void KeyedList::merge(const MergeItems& merge_items) {
  if (scalars_) {
    for (const yaml::Node list : {patch_, base_}) {
      for (const yaml::Node item : list.items()) {
        if (is_nothing(item) || item.is_scalar()) continue;
        misfit_ = item;
        return;
      }
    }
  }
  const std::vector<Values> all = collect();
  if (all.empty()) {
    merged_ = base_items_;
    return;
  }
  Values last_keys;
  for (const Values& values : all) {
    const Match match = scalars_ ? Match{{}, values} : valid_part(all, values);
    last_keys = match.keys;
    const Match own = scalars_ ? match : valid_part({values}, values);
    const auto find = [&](std::span<const yaml::Node> items) {
      return std::ranges::find_if(items, [&](yaml::Node item) {
        return scalars_ ? item.is_scalar() && item.text() == values.front()
                        : has_values(item, own.keys, own.values, false);
      });
    };
    const std::span<const yaml::Node> base_items(base_items_);
    const auto in_base = find(base_items);
    const auto in_patch = find(patch_.items());
    const yaml::Node base_item = in_base == base_items.end() ? yaml::Node() : *in_base;
    const yaml::Node patch_item = in_patch == patch_.items().end() ? yaml::Node() : *in_patch;
    Outcome outcome = merge_items(base_item, patch_item);
    if (is_nothing(outcome.node)) {
      put(base_items_, match.keys, match.values, {});
      continue;
    }
    if (!scalars_) {
      for (std::size_t i = 0; i < match.keys.size(); ++i) {
        if (outcome.node.find(match.keys[i]) != nullptr || match.values[i].empty()) continue;
        const yaml::Origin origin{outcome.node.origin().file, outcome.node.origin().span,
                                  yaml::Operation::implied};
        outcome.node =
            set(arena_, outcome.node, match.keys[i], make_string(arena_, match.values[i], origin), origin);
      }
    }
    // What was made of the base's item stands for it from here on.
    if (outcome.is_base && base_item)
      base_items_[static_cast<std::size_t>(in_base - base_items.begin())] = outcome.node;
    put(merged_, match.keys, match.values, outcome.node);
  }
  for (const yaml::Node item : base_items_) {
    if (scalars_) {
      put(merged_, {}, {item.text()}, item);
      continue;
    }
    if (item && !item.is_mapping() && !item.is_null()) {
      misfit_ = item;
      return;
    }
    Values values;
    for (const std::string_view key : last_keys) {
      const yaml::Entry* entry = item.find(key);
      if (entry == nullptr) {
        merged_.push_back(item);
        continue;
      }
      values.push_back(entry->value.text());
    }
    if (last_keys.size() > 1) put(merged_, last_keys, values, {});
    put(merged_, last_keys, values, item);
  }
}

yaml::Node KeyedList::result() const {
  const auto before = base_.items();
  if (std::ranges::equal(merged_, before, [](yaml::Node a, yaml::Node b) { return same(a, b); }))
    return base_;
  return make_sequence(arena_, merged_, base_.origin(), base_.style());
}

}  // namespace fleetlint::kustomize::patch
