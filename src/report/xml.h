// Text as XML 1.0 and HTML can carry it, for the formats that are either.
//
// Follows https://www.w3.org/TR/xml/#charsets and section 2.4: five characters are
// written as entities, and what no document may hold at all is left out.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::report {

/// For an attribute's value in double quotes and for character data alike. What printable()
/// replaces is replaced, and so are the noncharacters U+FFFE and U+FFFF, by U+FFFD.
std::string xml_escaped(std::string_view text);

}  // namespace fleetlint::report
