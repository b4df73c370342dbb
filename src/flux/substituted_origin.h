// The origin of a value that expressions made.
#pragma once

#include <span>

#include "base/arena.h"
#include "flux/envsubst.h"
#include "yaml/node.h"

namespace fleetlint::flux {

/// Of a value that these expressions, in order, made at a template's place `text`: the first variable, those
/// behind it, the template.
yaml::Origin substituted_origin(Arena& arena, std::span<const Piece* const> writers,
                                const yaml::Origin& text);

}  // namespace fleetlint::flux
