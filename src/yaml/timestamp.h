// Times as goyaml recognises them in plain scalars.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetlint::yaml {

/// The time in the form that Go gives it in JSON (RFC 3339, seconds with as many
/// digits as they need); nothing where the text is no time.
///
/// Known are a date, a date and time without zone after blanks, and a date and
/// time with zone after `T` or `t`; months, days and times may have one digit.
std::optional<std::string> canonical_timestamp(std::string_view text);

}  // namespace fleetlint::yaml
