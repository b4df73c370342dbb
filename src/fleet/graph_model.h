// The fleet as diag::FleetGraph, for the reporters.
#pragma once

#include "diag/graph.h"
#include "fleet/fleet.h"

namespace fleetlint::fleet {

diag::FleetGraph graph_of(const Fleet& fleet);

/// "1.34", "1.36 (assumed)", "unknown".
std::string shown_version(const KubernetesVersion& version);

}  // namespace fleetlint::fleet
