// Which Flux a cluster runs, and what depends on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetlint::flux {

struct FluxVersion {
  int major = 0;
  int minor = 0;     ///< 0.0 when unknown
  std::string text;  ///< as written: "v2.8.1", "2.x"

  bool known() const { return major != 0; }
  bool at_least(int wanted_major, int wanted_minor) const {
    return major != wanted_major ? major > wanted_major : minor >= wanted_minor;
  }
};

/// From a label or range: "v2.8.1", "2.8.x", "2.x" (the newest minor known), "latest".
FluxVersion parse_flux_version(std::string_view text);

/// 2.9 and later fail on undefined variables.
bool substitutes_strictly(const FluxVersion& version);

}  // namespace fleetlint::flux
