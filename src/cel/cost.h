// What an expression may cost at worst, guessed from its text and the declared sizes.
//
// Kubernetes refuses a CRD whose rules may cost too much. Its guess is not this
// evaluator's budget but a number of its own, from limits like maxItems: how often a
// loop may run, how long a text may be. Here is that guess, by the rules of Kubernetes
// 1.34 (cel-go 0.26); earlier ones guess the same or, where a list is built in the
// expression, more.
#pragma once

#include <cstdint>

#include "cel/cel.h"
#include "cel/shape.h"

namespace fleetlint::cel {

/// `root`: what `self` is. Sizes come from Shape::max_size(). UINT64_MAX: without bound.
std::uint64_t worst_cost(const Program& program, const Shape& root);

}  // namespace fleetlint::cel
