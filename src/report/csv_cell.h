// A cell of a table for spreadsheets and databases, by RFC 4180.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::report {

/// The text in quotes where it needs them. What a spreadsheet would run as a formula (it
/// begins with =, +, - or @) has an apostrophe before it, as OWASP advises under "CSV
/// injection". Control characters, line ends among them, are shown escaped.
std::string csv_cell(std::string_view text);

}  // namespace fleetlint::report
