// JSON of findings and coverage, for the formats that are JSON.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace fleetlint::report {

/// Keeps keys in the order they were put in, so that output reads well and never changes.
using Json = nlohmann::ordered_json;

/// Two-space indentation, a line break at the end. Bytes that are no UTF-8 become
/// U+FFFD; what could disturb a terminal is escaped, in keys and values alike.
std::string dump(const Json& json);

}  // namespace fleetlint::report
