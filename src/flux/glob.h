// Shell-like patterns as Go's path.Match reads them.
#pragma once

#include <optional>
#include <string_view>

namespace fleetlint::flux {

/// Does the pattern match the whole name? `*` is any text (slashes too: match
/// paths component by component where it must not), `?` any character, `[a-z]`
/// and `[^a]` one character of a class, `\x` the character x. Nothing when the
/// pattern is malformed.
std::optional<bool> glob_match(std::string_view pattern, std::string_view name);

}  // namespace fleetlint::flux
