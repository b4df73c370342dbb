#include "yaml/merge.h"

#include <unordered_map>

#include "yaml/place.h"

namespace fleetlint::yaml {

namespace {

/// Entries under construction, findable by key.
class Merged {
 public:
  /// Puts the entry in; one that is there already is replaced where it stands, or
  /// kept.
  void put(const Entry& entry, bool replace) {
    const auto [it, is_new] = index_.try_emplace(entry.key, entries_.size());
    if (is_new) {
      entries_.push_back(entry);
    } else if (replace) {
      entries_[it->second] = entry;
    }
  }

  std::vector<Entry> take() { return std::move(entries_); }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<Key, std::size_t> index_;
};

/// The mappings that a merge key's value names, the strongest first.
std::vector<Node> sources_of(const Entry& merge, diag::Collector& out) {
  const auto refuse = [&](Node node) {
    out.report("yaml/syntax", at(node),
               "merge key \"<<\" takes a mapping or a list of mappings, not a {}; name one with *anchor",
               to_string(node.kind()));
  };
  if (merge.value.is_mapping()) return {merge.value};
  std::vector<Node> sources;
  if (!merge.value.is_sequence()) refuse(merge.value);
  for (const Node item : merge.value.items()) {
    if (item.is_mapping()) {
      sources.push_back(item);
    } else {
      refuse(item);
    }
  }
  return sources;
}

}  // namespace

bool is_merge_key(const Entry& entry) { return entry.key_kind == Kind::string && entry.key.text() == "<<"; }

std::vector<Entry> expand_merges(std::span<const Entry> entries, Dialect dialect, diag::Collector& out) {
  Merged merged;
  if (dialect == Dialect::go_yaml_v2) {
    for (const Entry& entry : entries) {
      if (!is_merge_key(entry)) {
        merged.put(entry, true);
        continue;
      }
      const std::vector<Node> sources = sources_of(entry, out);
      for (auto source = sources.rbegin(); source != sources.rend(); ++source) {
        for (const Entry& taken : source->entries()) merged.put(taken, true);
      }
    }
    return merged.take();
  }
  for (const Entry& entry : entries) {
    if (!is_merge_key(entry)) merged.put(entry, true);
  }
  for (const Entry& entry : entries) {
    if (!is_merge_key(entry)) continue;
    for (const Node source : sources_of(entry, out)) {
      for (const Entry& taken : source.entries()) merged.put(taken, false);
    }
  }
  return merged.take();
}

}  // namespace fleetlint::yaml
