#include "yaml/edit.h"

#include <vector>

#include "yaml/node_count.h"

namespace fleetlint::yaml {

namespace {

Node make(Arena& arena, Kind kind, Style style, std::size_t size, const void* content, const Origin& origin) {
  count_node();
  return Node(arena.make<detail::NodeData>(kind, style, static_cast<std::uint32_t>(size), content, origin));
}

}  // namespace

const Origin* keep(Arena& arena, const Origin& origin) { return arena.make<Origin>(origin); }

Node make_scalar(Arena& arena, Kind kind, std::string_view text, const Origin& origin, Style style) {
  return make(arena, kind, style, text.size(), arena.copy(text).data(), origin);
}

Node make_sequence(Arena& arena, std::span<const Node> items, const Origin& origin, Style style) {
  return make(arena, Kind::sequence, style, items.size(), arena.copy(items).data(), origin);
}

Node make_mapping(Arena& arena, std::span<const Entry> entries, const Origin& origin, Style style) {
  return make(arena, Kind::mapping, style, entries.size(), arena.copy(entries).data(), origin);
}

Entry make_entry(std::string_view key, Node value, const Origin& key_origin) {
  return Entry{Key(key), Kind::string, key_origin, value};
}

Node set(Arena& arena, Node mapping, std::string_view key, Node value, const Origin& key_origin) {
  const Origin& origin = mapping ? mapping.origin() : key_origin;
  std::vector<Entry> entries(mapping.entries().begin(), mapping.entries().end());
  for (Entry& entry : entries) {
    if (entry.key.text() != key) continue;
    entry.value = value;
    return make_mapping(arena, entries, origin, mapping.style());
  }
  entries.push_back(make_entry(key, value, key_origin));
  return make_mapping(arena, entries, origin, mapping.style());
}

Node unset(Arena& arena, Node mapping, std::string_view key) {
  if (mapping.find(key) == nullptr) return mapping;
  std::vector<Entry> entries;
  for (const Entry& entry : mapping.entries()) {
    if (entry.key.text() != key) entries.push_back(entry);
  }
  return make_mapping(arena, entries, mapping.origin(), mapping.style());
}

Node set_item(Arena& arena, Node sequence, std::size_t index, Node value) {
  std::vector<Node> items(sequence.items().begin(), sequence.items().end());
  if (index < items.size()) {
    items[index] = value;
  } else {
    items.push_back(value);
  }
  return make_sequence(arena, items, sequence.origin(), sequence.style());
}

Node append(Arena& arena, Node sequence, Node value) {
  return set_item(arena, sequence, sequence.items().size(), value);
}

Node with_origin(Arena& arena, Node node, const Origin& origin) {
  if (node.is_mapping()) return make_mapping(arena, node.entries(), origin, node.style());
  if (node.is_sequence()) return make_sequence(arena, node.items(), origin, node.style());
  // The text is in an arena or in the source already: both outlive the node.
  return make(arena, node.kind(), node.style(), node.text().size(), node.text().data(), origin);
}

Node overriding(Arena& arena, Node node, const Origin& cause) {
  return with_origin(arena, node, linked(arena, node.origin(), keep(arena, cause)));
}

Origin linked(Arena& arena, const Origin& origin, const Origin* tail) {
  // Two values that are copied over each other again and again double their chains.
  constexpr std::size_t kLongestCopy = 64;
  std::vector<Origin> chain;
  for (const Origin* o = &origin; o != nullptr && chain.size() < kLongestCopy; o = o->cause)
    chain.push_back(*o);
  for (std::size_t i = chain.size(); i-- > 1;) {
    chain[i].cause = tail;
    tail = keep(arena, chain[i]);
  }
  chain[0].cause = tail;
  return chain[0];
}

Origin converted(Arena& arena, Node node) {
  const Origin& origin = node.origin();
  return {origin.file, origin.span, Operation::converted, keep(arena, origin)};
}

Node update(Arena& arena, Node root, std::span<const std::string_view> keys, bool create,
            const Origin& key_origin, const std::function<Node(Node)>& change) {
  if (keys.empty()) return change(root);
  const Entry* entry = root.find(keys.front());
  if (entry == nullptr && !create) return root;
  const Node before = entry == nullptr ? Node() : entry->value;
  const Node after = update(arena, before, keys.subspan(1), create, key_origin, change);
  if (same(before, after)) return root;
  return after ? set(arena, root, keys.front(), after, key_origin) : unset(arena, root, keys.front());
}

}  // namespace fleetlint::yaml
