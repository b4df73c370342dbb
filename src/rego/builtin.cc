#include "rego/builtin.h"

#include <fmt/format.h>

#include <unordered_map>

namespace fleetlint::rego {

void fail_type(std::size_t index, std::string_view wanted, Value got) {
  throw BuiltinFailure{
      true, fmt::format("operand {} must be {} but got {}", index + 1, wanted, to_string(got.type()))};
}

void fail_builtin(std::string message) { throw BuiltinFailure{false, std::move(message)}; }

std::string_view Call::text(std::size_t index) const { return require(index, Type::string).text(); }

std::int64_t Call::integer(std::size_t index) const {
  const Value value = require(index, Type::number);
  if (value.is_int()) return value.as_int();
  if (value.form() == Value::Form::real) {
    const long double real = heap.as_real(value);
    const auto whole = static_cast<std::int64_t>(real);
    if (real > -9e18L && real < 9e18L && static_cast<long double>(whole) == real) return whole;
  }
  throw BuiltinFailure{
      true, fmt::format("operand {} must be integer number but got floating-point number", index + 1)};
}

Value Call::require(std::size_t index, Type type) const {
  if (!args[index].is(type)) fail_type(index, to_string(type), args[index]);
  return args[index];
}

Value Call::require(std::size_t index, Type a, Type b) const {
  if (!args[index].is(a) && !args[index].is(b))
    fail_type(index, fmt::format("one of {{{}, {}}}", to_string(a), to_string(b)), args[index]);
  return args[index];
}

const Builtin* find_builtin(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, const Builtin*> map;
    for (const BuiltinFamily* family : all_builtins()) {
      for (const Builtin& builtin : family->table) map.emplace(builtin.name, &builtin);
    }
    return map;
  }();
  const auto found = table.find(name);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace fleetlint::rego
