#include "cel/macros.h"

#include <array>

#include "base/strings.h"

namespace fleetlint::cel {

namespace {

/// The layout of a macro's arguments after the receiver: variables, filter, body.
struct Row {
  std::string_view name;
  std::size_t variables;
  bool has_filter;
  bool has_body;
  Macro macro;
};

// `filter` gives the variable itself where the filter holds.
constexpr std::array<Row, 20> kRows = {{
    {"all", 1, false, true, Macro::all},
    {"all", 2, false, true, Macro::all},
    {"exists", 1, false, true, Macro::exists},
    {"exists", 2, false, true, Macro::exists},
    {"exists_one", 1, false, true, Macro::exists_one},
    {"exists_one", 2, false, true, Macro::exists_one},
    {"existsOne", 1, false, true, Macro::exists_one},
    {"existsOne", 2, false, true, Macro::exists_one},
    {"map", 1, false, true, Macro::map},
    {"map", 1, true, true, Macro::map},
    {"filter", 1, true, false, Macro::map},
    {"transformList", 2, false, true, Macro::map},
    {"transformList", 2, true, true, Macro::map},
    {"transformMap", 2, false, true, Macro::transform_map},
    {"transformMap", 2, true, true, Macro::transform_map},
    {"transformMapEntry", 2, false, true, Macro::transform_map_entry},
    {"transformMapEntry", 2, true, true, Macro::transform_map_entry},
    {"optMap", 1, false, true, Macro::opt_map},
    {"optFlatMap", 1, false, true, Macro::opt_flat_map},
    {"sortBy", 1, false, true, Macro::sort_by},
}};

bool is_known(const Row& row, const ParseOptions& options) {
  if (row.macro == Macro::opt_map || row.macro == Macro::opt_flat_map) return options.optional_syntax;
  if (row.macro == Macro::sort_by) return options.sort_by;
  return options.two_variable_macros || (row.variables == 1 && row.name != "existsOne");
}

bool is_variable(const Expr& arg) {
  return arg.kind == ExprKind::identifier && !arg.is_absolute && arg.name != "__result__";
}

/// Makes has(a.b) the test of a field; the select was made for this call alone.
Expr* expand_has(const Expr& call, std::string& mistake) {
  Expr* field = call.args[0];
  if (field->kind != ExprKind::select || field->is_test || field->is_optional) {
    mistake = "has() takes the selection of a field, as in has(self.name)";
    return nullptr;
  }
  field->is_test = true;
  field->span = call.span;
  return field;
}

Expr* comprehension(Arena& arena, const Expr& call, Macro macro) {
  Expr* expr = arena.make<Expr>();
  expr->kind = ExprKind::comprehension;
  expr->macro = macro;
  expr->span = call.span;
  return expr;
}

Expr* expand_bind(Arena& arena, const Expr& call, std::string& mistake) {
  if (!is_variable(*call.args[1])) {
    mistake = "the first argument of cel.bind() has to be a plain name";
    return nullptr;
  }
  Expr* expr = comprehension(arena, call, Macro::bind);
  expr->name = call.args[1]->name;
  expr->range = call.args[2];
  expr->body = call.args[3];
  return expr;
}

}  // namespace

Expr* expand_macro(Arena& arena, const Expr& call, const ParseOptions& options, std::string& mistake) {
  if (!call.is_member) {
    return call.name == "has" && call.args.size() == 1 ? expand_has(call, mistake) : nullptr;
  }
  const Expr& target = *call.args[0];
  if (options.bind && call.name == "bind" && call.args.size() == 4 && target.kind == ExprKind::identifier &&
      target.name == "cel")
    return expand_bind(arena, call, mistake);
  for (const Row& row : kRows) {
    const std::size_t arguments = row.variables + (row.has_filter ? 1 : 0) + (row.has_body ? 1 : 0);
    if (row.name != call.name || call.args.size() != arguments + 1 || !is_known(row, options)) continue;
    for (std::size_t i = 1; i <= row.variables; ++i) {
      if (is_variable(*call.args[i])) continue;
      mistake =
          "argument " + std::to_string(i) + " of " + std::string(row.name) + "() has to be a plain name";
      return nullptr;
    }
    Expr* expr = comprehension(arena, call, row.macro);
    expr->range = call.args[0];
    expr->name = call.args[1]->name;
    expr->has_two_variables = row.variables == 2;
    if (expr->has_two_variables) {
      expr->second_name = call.args[2]->name;
      if (expr->second_name == expr->name) {
        mistake = "the two variables of " + std::string(row.name) + "() need different names, not both " +
                  quote(expr->name);
        return nullptr;
      }
    }
    std::size_t next = row.variables + 1;
    if (row.has_filter) expr->filter = call.args[next++];
    expr->body = row.has_body ? call.args[next] : call.args[1];
    return expr;
  }
  return nullptr;
}

}  // namespace fleetlint::cel
