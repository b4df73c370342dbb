// Texts of CEL's scalar types: read and written as Go does, which Kubernetes'
// evaluator is written in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/unicode.h"
#include "cel/value.h"

namespace fleetlint::cel {

/// RFC 3339 with upper-case T and Z, years 1 to 9999; nothing otherwise.
std::optional<Value> parse_timestamp(std::string_view text);
/// The same, or a date alone, as string formats of a schema have it.
std::optional<Value> parse_time_or_date(std::string_view text);
std::string format_timestamp(const Value& timestamp);
bool is_valid_timestamp(std::int64_t seconds);

/// "1h2.5s": nanoseconds; nothing for another text or beyond 64 bits.
std::optional<std::int64_t> parse_duration(std::string_view text);
/// The same, or as the string format of a schema has it: "1 day 3 hours", "2w".
std::optional<std::int64_t> parse_loose_duration(std::string_view text);
/// "3600.5s".
std::string format_duration(std::int64_t nanos);

std::optional<double> parse_double(std::string_view text);
/// The shortest text that reads back the same: 1e+06, 0.5, +Inf, NaN.
std::string format_double(double value);

/// Standard alphabet with padding.
std::optional<std::string> decode_base64(std::string_view text);

/// What Go's url.ParseRequestURI accepts: an absolute URL or a path from the root.
bool is_request_uri(std::string_view text);

}  // namespace fleetlint::cel
