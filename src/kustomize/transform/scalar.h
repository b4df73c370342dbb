// Scalars as kustomize writes them.
//
// kustomize works on YAML nodes of text, tag and style and finds out what a
// scalar is when it prints and reads it again: a value put in place of a quoted
// one stays a string, the same value in place of a plain one becomes a number if
// it looks like one. Nodes here always know their kind, so the outcome is decided
// at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/arena.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::transform {

/// The tag that upstream gives a scalar.
enum class Tag : std::uint8_t {
  none,  ///< what it looks like
  string,
  integer,
};

/// Does upstream hold this scalar in quotes (or as a block)? What then takes its place is a string.
bool is_quoted(yaml::Node node);

/// A scalar that takes the place (and the style) of `old`, which may be missing.
yaml::Node scalar_in_place(Arena& arena, yaml::Node old, Tag tag, std::string_view text,
                           const yaml::Origin& origin);

/// `old` with another text and its own tag. Nothing where the text cannot be
/// read with that tag ("abc" for an integer): upstream then fails to print.
std::optional<yaml::Node> with_text(Arena& arena, yaml::Node old, std::string_view text,
                                    const yaml::Origin& origin);

/// A scalar without tag and style that stands in a new field: quoted where YAML
/// 1.1 would read something other than a string.
yaml::Node scalar_in_new_field(Arena& arena, std::string_view text, const yaml::Origin& origin);

/// Upstream writes new keys without quotes. Where such a key is read back as a
/// number, a boolean, a time or the merge key, it cannot print the object.
bool can_be_new_key(std::string_view key);

}  // namespace fleetlint::kustomize::transform
