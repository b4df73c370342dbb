// JSON of findings and coverage, for the formats that are JSON.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace fleetlint::report {

/// Keeps keys in the order they were put in, so that output reads well and never changes.
using Json = nlohmann::ordered_json;

/// Two-space indentation, a line break at the end; bytes that are no UTF-8 become U+FFFD.
inline std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace fleetlint::report
