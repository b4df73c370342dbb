// What the configuration says about how a fleet is loaded.
#pragma once

#include "fleet/fleet.h"
#include "lint/config.h"

namespace fleetlint::lint {

fleet::LoadOptions load_options(const Config& config, int threads);

}  // namespace fleetlint::lint
