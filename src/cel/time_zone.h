// Offsets of time zones.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetlint::cel {

/// Seconds east of UTC at that moment; nothing for a zone that is not known.
std::optional<std::int64_t> zone_offset(std::string_view zone, std::int64_t seconds);

}  // namespace fleetlint::cel
