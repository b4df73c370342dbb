// Opaque values that others need to make: what Kubernetes binds to variables.
#pragma once

#include "base/arena.h"
#include "cel/value.h"

namespace fleetlint::cel {

/// The variable `authorizer` of admission policies. Nobody can be asked offline: the
/// checks it makes can be written down, their answers are errors.
Value make_authorizer(Arena& arena);

/// A node that is declared to be a quantity, as quantity() gives it; an error value for other text.
Value make_quantity(Arena& arena, std::string_view text);

}  // namespace fleetlint::cel
