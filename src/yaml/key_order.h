// The order in which goyaml prints the keys of a mapping.
#pragma once

#include <string_view>

namespace fleetlint::yaml {

/// Does `a` come before `b`? Numbers inside keys compare by value (a2 before a10);
/// where two keys first differ, other characters come before letters, and a key
/// before those it begins.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace fleetlint::yaml
