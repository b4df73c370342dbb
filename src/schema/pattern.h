// Patterns of schemas: Go's regular expressions, compiled once for the process.
#pragma once

#include <string_view>

namespace fleetlint::schema {

/// Does the pattern match anywhere in the text? `if_unusable` for a pattern that cannot
/// be compiled: that is a mistake of the CRD, which its own finding tells. Any thread.
bool matches(std::string_view pattern, std::string_view text, bool if_unusable = true);

/// Why a pattern cannot be compiled; empty where it can.
std::string_view pattern_mistake(std::string_view pattern);

}  // namespace fleetlint::schema
