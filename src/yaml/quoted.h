// Mending what yaml-cpp does to quoted scalars.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::yaml {

/// The value of a quoted scalar (`quoted` has both quotes) that ends in several
/// line breaks: yaml-cpp drops all but one, as if it were block text.
std::string value_with_breaks_at_end(std::string_view quoted);

/// The value of a double quoted scalar where yaml-cpp wrote `\_` (a no-break space)
/// and `\N` (a next line) as single bytes, which are no UTF-8.
std::string value_with_latin_escapes(std::string_view value);

}  // namespace fleetlint::yaml
