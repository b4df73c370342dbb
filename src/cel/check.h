// The checker: resolves names and overloads, finds types, says what does not fit.
#pragma once

#include <memory>
#include <vector>

#include "base/arena.h"
#include "cel/ast.h"
#include "cel/cel.h"

namespace fleetlint::cel {

struct Checked {
  Type type = nullptr;
  std::size_t slots = 0;   ///< local variables that are live at once
  std::vector<bool> used;  ///< by index of variable
};

/// Fills in what the tree needs to be evaluated. Mistakes go to `out`; with
/// environment.check_types off there are none and `is_unresolved` marks them.
Checked check(Arena& arena, Expr& root, const Environment& environment, std::vector<Diagnostic>& out);

/// After check(): lists and maps of one type, literals of durations, times that are none.
void check_literals(const Expr& root, bool mixed_literals, std::vector<Diagnostic>& out);

}  // namespace fleetlint::cel
