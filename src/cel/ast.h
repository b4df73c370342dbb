// The parsed expression.
//
// Nodes lie in the arena of their program. The parser makes them, with macros
// already turned into comprehensions; the checker fills in what it resolved: which
// variable, which overloads, which type. After that they never change, so several
// threads may evaluate one program.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cel/type.h"
#include "cel/value.h"
#include "source/source_map.h"

namespace re2 {
class RE2;
}

namespace fleetlint::cel {

struct Function;
struct Overload;

enum class ExprKind : std::uint8_t {
  literal,
  identifier,   ///< name, maybe a dotted one once resolved
  select,       ///< target.name; may be optional (a.?b) or a test (has)
  call,         ///< name(args), or target.name(args) with the target as first argument
  logical_and,  ///< of all args
  logical_or,
  conditional,    ///< args: condition, then, else
  list,           ///< args
  map,            ///< args: key, value, key, value
  object,         ///< name{field: value}: names of fields as literals in args
  comprehension,  ///< see Macro
};

/// What a comprehension does with range, filter and body.
enum class Macro : std::uint8_t {
  all,
  exists,
  exists_one,
  map,                  ///< also filter and transformList: list of bodies where the filter holds
  transform_map,        ///< key kept, value is the body
  transform_map_entry,  ///< the body is a map of entries
  opt_map,
  opt_flat_map,
  bind,     ///< range is the value of the variable
  sort_by,  ///< range sorted by bodies
};

struct Expr {
  ExprKind kind = ExprKind::literal;
  Macro macro = Macro::all;
  bool is_optional = false;  ///< a.?b, a[?b], the entry ?a of a list or map
  bool is_test = false;      ///< has(a.b)
  bool is_member = false;    ///< a call with a receiver
  bool is_absolute = false;  ///< .name
  bool has_two_variables = false;
  bool is_unresolved = false;  ///< the checker found nothing: evaluating it is an error
  std::uint16_t depth = 1;
  std::int32_t slot = -1;      ///< identifier: local variable; comprehension: its first one
  std::int32_t variable = -1;  ///< identifier: index in the environment
  source::Span span;
  std::string_view name;
  std::string_view second_name;  ///< second variable of a comprehension
  Value value;                   ///< literal
  Expr* range = nullptr;         ///< comprehension; select: the operand
  Expr* filter = nullptr;
  Expr* body = nullptr;
  std::span<Expr*> args;
  Type type = nullptr;
  const Function* function = nullptr;
  std::span<const Overload* const> candidates;  ///< the function's overloads that fit the types
  const re2::RE2* pattern = nullptr;            ///< call of a regular expression that is a literal
};

}  // namespace fleetlint::cel
