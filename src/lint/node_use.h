// How far the nodes of rendered objects are shared: for --stats.
#pragma once

#include <cstddef>

#include "fleet/fleet.h"

namespace fleetlint::lint {

struct NodeUse {
  std::size_t rendered = 0;  ///< in all objects of all units, each counted as often as it occurs
  std::size_t distinct = 0;  ///< the same, each counted once
};

/// Walks every distinct node once.
NodeUse node_use(const fleet::Fleet& fleet);

}  // namespace fleetlint::lint
