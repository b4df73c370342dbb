// Times in Go's layouts ("2006-01-02T15:04:05Z07:00"), as OPA formats and parses them.
//
// A moment is nanoseconds since 1970 in 128 bits, so that what lies outside of 64 is
// noticed and not wrapped. Zones come from base/time_zone.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/time_zone.h"

namespace fleetlint::rego {

__extension__ using Nanos = __int128;

struct Civil : CivilTime {
  int nanosecond = 0;
};

/// The clock and calendar `offset` seconds east of UTC.
Civil to_civil(std::int64_t nanos, std::int64_t offset);

/// A constant's layout ("RFC1123Z"), or the text itself.
std::string_view layout_of(std::string_view name);

std::string format_time(std::int64_t nanos, const ZoneOffset& zone, std::string_view layout);

/// Nothing where the text does not fit the layout.
std::optional<Nanos> parse_time(std::string_view layout, std::string_view text);

/// "1h2.5s" in nanoseconds; nothing for another text or beyond 64 bits.
std::optional<std::int64_t> parse_duration(std::string_view text);

}  // namespace fleetlint::rego
