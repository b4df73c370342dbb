// Offsets of time zones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetlint {

struct ZoneOffset {
  std::int64_t seconds = 0;  ///< east of UTC
  std::string name;          ///< "CET"; empty where the zone has none
};

/// What holds in the zone at that moment, in seconds since 1970; nothing for a zone that is
/// not known. A zone is "", "UTC", "Z", an offset ("+05:30") or a name of the IANA database.
std::optional<ZoneOffset> zone_at(std::string_view zone, std::int64_t seconds);

/// Its seconds east of UTC.
std::optional<std::int64_t> zone_offset(std::string_view zone, std::int64_t seconds);

}  // namespace fleetlint
