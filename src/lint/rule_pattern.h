// How configuration, comments and the command line name rules: one by its id, the rules
// of an area by its name, rules that begin alike by the beginning and a star.
//
//   image/tag-missing    image    pod/host-*
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::lint {

/// "area" of "area/name".
std::string_view area_of(std::string_view rule);

/// Is the rule one of those that are meant?
bool rule_matches(std::string_view pattern, std::string_view rule);

/// What is wrong with a pattern that means no rule at all, with what may be meant; else nothing.
std::string rule_mistake(std::string_view pattern);

}  // namespace fleetlint::lint
