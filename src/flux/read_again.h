// Reading an object again whose printed text was changed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/arena.h"
#include "flux/envsubst.h"
#include "yaml/emit.h"
#include "yaml/node.h"

namespace fleetlint::flux {

/// What came of it: the object, laid beside the one before, so that what no expression touched is the same
/// node; or why the text is no object, and where in it.
struct ReadAgain {
  yaml::Node node;
  std::string reason;  ///< empty: it is one
  std::uint32_t place = 0;
};

/// `scalars` is what emit() said of `object`, `expansion` what was made of its text.
ReadAgain read_again(Arena& arena, yaml::Node object, const std::vector<yaml::EmittedScalar>& scalars,
                     const Expansion& expansion);

}  // namespace fleetlint::flux
