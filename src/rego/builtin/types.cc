// What type a value has, and casts.
#include "base/strings.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

template <Type type>
Value is_type(const Call& c) {
  return Value::boolean(c.arg(0).is(type));
}

Value type_name(const Call& c) { return Value::string(to_string(c.arg(0).type())); }

template <Type type>
Value cast(const Call& c) {
  return c.require(0, type);
}

Value cast_array(const Call& c) {
  const std::vector<Value> items = c.heap.items(c.require(0, Type::array, Type::set));
  return c.heap.array(items);
}

Value cast_set(const Call& c) { return c.heap.set(c.heap.items(c.require(0, Type::array, Type::set))); }

Value to_number(const Call& c) {
  const Value value = c.arg(0);
  switch (value.type()) {
    case Type::null: return Value::integer(0);
    case Type::boolean: return Value::integer(value.is_true() ? 1 : 0);
    case Type::number: return value;
    case Type::string: {
      std::string_view text = value.text();
      const bool plus = text.starts_with('+');
      if (plus) text.remove_prefix(1);
      const std::string padded = text.starts_with('.') ? "0" + std::string(text) : std::string(text);
      const Value number = from_json(c.heap, padded);
      std::string_view word = text.starts_with('-') ? text.substr(1) : text;
      const std::string lower = to_lower(word);
      if (lower == "nan" || lower == "inf" || lower == "infinity") fail_type(0, "valid number string", value);
      if (!number.is(Type::number) || text.find_first_of(" \t\r\n") != std::string_view::npos)
        fail_builtin("invalid syntax: the text is no number");
      return number;
    }
    default: fail_type(0, "one of {null, boolean, number, string}", value);
  }
}

constexpr Builtin kTable[] = {
    {"is_null", 1, is_type<Type::null>},
    {"is_boolean", 1, is_type<Type::boolean>},
    {"is_number", 1, is_type<Type::number>},
    {"is_string", 1, is_type<Type::string>},
    {"is_array", 1, is_type<Type::array>},
    {"is_object", 1, is_type<Type::object>},
    {"is_set", 1, is_type<Type::set>},
    {"type_name", 1, type_name},
    {"cast_array", 1, cast_array},
    {"cast_set", 1, cast_set},
    {"cast_string", 1, cast<Type::string>},
    {"cast_boolean", 1, cast<Type::boolean>},
    {"cast_null", 1, cast<Type::null>},
    {"cast_object", 1, cast<Type::object>},
    {"to_number", 1, to_number},
};

}  // namespace

extern const BuiltinFamily builtin_types;
const BuiltinFamily builtin_types{kTable};

}  // namespace fleetlint::rego
