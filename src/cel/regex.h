// Regular expressions, as RE2 reads them.
#pragma once

#include <memory>
#include <string_view>

namespace re2 {
class RE2;
}

namespace fleetlint::cel {

/// Compiled with limits on memory; ask ok() first.
std::unique_ptr<re2::RE2> compile_pattern(std::string_view text);

/// Is the function's second argument a regular expression?
bool takes_pattern(std::string_view function);

}  // namespace fleetlint::cel
