// What an explicit tag makes of a scalar.
#pragma once

#include <string>
#include <string_view>

#include "yaml/parse.h"

namespace fleetlint::yaml {

struct Tagged {
  Kind kind = Kind::string;
  bool fits = true;     ///< the text can be read as what the tag says
  bool binary = false;  ///< the value is the text decoded from base64
};

/// `tag` as yaml-cpp gives it: `?` for plain and `!` for quoted scalars without a
/// tag, else in full.
Tagged resolve_tagged(std::string_view tag, std::string_view text, Style style, Dialect dialect);

/// `!!int` for `tag:yaml.org,2002:int`; others as they are.
std::string short_tag(std::string_view tag);

/// False when the text is no base64. White space does not count.
bool decode_base64(std::string_view text, std::string& out);

}  // namespace fleetlint::yaml
