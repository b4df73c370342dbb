// How goyaml.v2 would write a string: plain, quoted or as a literal block.
#pragma once

#include <string_view>

#include "yaml/node.h"

namespace fleetlint::yaml {

/// A line feed or one of the other characters that YAML 1.1 ends a line at: CR,
/// NEL, LS, PS. The length in bytes, 0 where `text` begins with none of them.
std::size_t line_break_size(std::string_view text);

/// May the character stand in YAML as it is? A tab may not, nor anything beyond
/// U+FFFF. `text` begins with it and is valid UTF-8.
bool is_printable(std::string_view text);

/// plain, single_quoted, double_quoted or literal. A simple key stands on one line
/// with its colon; `text` is valid UTF-8.
Style style_of_string(std::string_view text, bool simple_key);

/// Can this key stand on one line with its colon?
bool fits_simple_key(std::string_view text);

}  // namespace fleetlint::yaml
