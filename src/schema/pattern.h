// Patterns of schemas: Go's regular expressions, compiled once for the process.
#pragma once

#include <string_view>

namespace fleetlint::schema {

/// Does the pattern match anywhere in the text? A pattern that cannot be compiled
/// asks for nothing: true. Any thread.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace fleetlint::schema
