// fleetlint's own version, as CMake's project() has it.
#pragma once

#include <string_view>

namespace fleetlint::cli {

inline constexpr std::string_view kVersion = FLEETLINT_VERSION;

}  // namespace fleetlint::cli
