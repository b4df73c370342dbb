// Making nodes and editing them by path copying.
//
// Nothing here changes a node: each function gives a new one that shares all it
// can with the old. Texts are copied into the arena unless said otherwise.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "yaml/node.h"

namespace fleetlint::yaml {

/// An origin that others may point to as their cause.
const Origin* keep(Arena& arena, const Origin& origin);

/// `text` is the value of a string; for other scalars the characters that stand
/// for it (`true`, `8080`).
Node make_scalar(Arena& arena, Kind kind, std::string_view text, const Origin& origin,
                 Style style = Style::any);
inline Node make_string(Arena& arena, std::string_view text, const Origin& origin) {
  return make_scalar(arena, Kind::string, text, origin);
}
Node make_sequence(Arena& arena, std::span<const Node> items, const Origin& origin, Style style = Style::any);
Node make_mapping(Arena& arena, std::span<const Entry> entries, const Origin& origin,
                  Style style = Style::any);

/// An entry with a string key.
Entry make_entry(std::string_view key, Node value, const Origin& key_origin);

/// The mapping with the key set: replaced where it stands (its key keeps its
/// origin), else appended with `key_origin`. A missing or null `mapping` counts
/// as an empty one written at `key_origin`.
Node set(Arena& arena, Node mapping, std::string_view key, Node value, const Origin& key_origin);

/// The mapping without the key; the same node when it is not there.
Node unset(Arena& arena, Node mapping, std::string_view key);

/// The sequence with item `index` replaced, or one more at its end.
Node set_item(Arena& arena, Node sequence, std::size_t index, Node value);
Node append(Arena& arena, Node sequence, Node value);

/// The same value with another origin (children are shared).
Node with_origin(Arena& arena, Node node, const Origin& origin);

/// The same value, whose writer replaced `cause`: the end of the node's own chain
/// of causes is linked to it.
Node overriding(Arena& arena, Node node, const Origin& cause);

/// The chain of `origin` with its end linked to `tail`. Of a chain that many edits
/// made longer than anyone reads, only the first links.
Origin linked(Arena& arena, const Origin& origin, const Origin* tail);

/// For a value made from that of the node by another form of it, at the same place.
Origin converted(Arena& arena, Node node);

/// Rebuilds `root` with the value at the steps (keys) replaced by `change` of it;
/// missing mappings on the way are made where `create` is set, else the root
/// itself is given back. `change` may give a missing node to remove the key.
Node update(Arena& arena, Node root, std::span<const std::string_view> keys, bool create,
            const Origin& key_origin, const std::function<Node(Node)>& change);

}  // namespace fleetlint::yaml
