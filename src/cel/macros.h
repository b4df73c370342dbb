// Macros: calls that the parser turns into comprehensions and tests.
#pragma once

#include <string>

#include "base/arena.h"
#include "cel/ast.h"
#include "cel/parser.h"

namespace fleetlint::cel {

/// What the call stands for, or null when it is no macro. Where it is a macro used
/// wrongly, null and the mistake.
Expr* expand_macro(Arena& arena, const Expr& call, const ParseOptions& options, std::string& mistake);

}  // namespace fleetlint::cel
