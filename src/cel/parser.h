// From text to the tree, macros expanded.
#pragma once

#include <string_view>
#include <vector>

#include "base/arena.h"
#include "cel/ast.h"
#include "cel/lexer.h"

namespace fleetlint::cel {

/// What of the language the parser knows; see Features for which Kubernetes has which.
struct ParseOptions {
  bool optional_syntax = true;
  bool two_variable_macros = true;
  bool reserved_field_names = true;
  bool quoted_field_names = false;
  bool sort_by = true;
  bool bind = false;
};

/// The tree, in the arena; null after a mistake, which is in `out`. The text must
/// live as long as the arena. Nesting and size are limited.
Expr* parse(Arena& arena, std::string_view text, const ParseOptions& options, std::vector<Diagnostic>& out);

}  // namespace fleetlint::cel
