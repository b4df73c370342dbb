// Stop: why a module, a query or an evaluation goes no further.
//
// Thrown only inside this module, where a deep recursion has to be left at once, and
// turned into diagnostics at the public functions of rego.h.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "source/source_map.h"

namespace fleetlint::rego {

struct Stop {
  std::string_view code;  ///< OPA's: rego_parse_error, eval_conflict_error ...
  std::string message;
  source::Span span;
  source::FileId file = source::FileId::none;
};

inline constexpr std::string_view kParseError = "rego_parse_error";
inline constexpr std::string_view kCompileError = "rego_compile_error";
inline constexpr std::string_view kTypeError = "rego_type_error";
inline constexpr std::string_view kUnsafeVar = "rego_unsafe_var_error";
inline constexpr std::string_view kRecursion = "rego_recursion_error";
inline constexpr std::string_view kConflict = "eval_conflict_error";
inline constexpr std::string_view kBuiltinError = "eval_builtin_error";
inline constexpr std::string_view kEvalType = "eval_type_error";
inline constexpr std::string_view kBudget = "eval_cancel_error";  ///< OPA's word for an evaluation cut short

}  // namespace fleetlint::rego
