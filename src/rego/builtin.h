// Builtins: a family of them is a file in builtin/ with a table, found by the build.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "rego/value.h"

namespace fleetlint::rego {

/// How a builtin fails: with OPA's type error (a wrong operand) or its builtin error.
struct BuiltinFailure {
  bool is_type_error = false;
  std::string message;
};

/// What a call may use.
struct Call {
  Heap& heap;
  std::span<const Value> args;
  std::string_view name;
  source::Span span;

  Value arg(std::size_t index) const { return args[index]; }
  std::string_view text(std::size_t index) const;  ///< throws BuiltinFailure when it is no string
  std::int64_t integer(std::size_t index) const;
  Value require(std::size_t index, Type type) const;
  Value require(std::size_t index, Type a, Type b) const;
};

[[noreturn]] void fail_type(std::size_t index, std::string_view wanted, Value got);
[[noreturn]] void fail_builtin(std::string message);

struct Builtin {
  std::string_view name;
  int arity = 0;                             ///< of arguments; kVariadic for as many as you like
  Value (*run)(const Call& call) = nullptr;  ///< undefined: no result; null: not allowed here
};

struct BuiltinFamily {
  std::span<const Builtin> table;
};

std::span<const BuiltinFamily* const> all_builtins();

/// nullptr where there is none of that name.
const Builtin* find_builtin(std::string_view name);

}  // namespace fleetlint::rego
