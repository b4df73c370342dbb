// Numbers: rounding, ranges, bases, bits.
#include <cmath>

#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr std::int64_t kMaxRange = 5'000'000;

Value round_with(const Call& c, long double (*function)(long double)) {
  const Value number = c.require(0, Type::number);
  return number.form() == Value::Form::real ? c.heap.real(function(c.heap.as_real(number))) : number;
}

Value ceil(const Call& c) { return round_with(c, std::ceil); }
Value floor(const Call& c) { return round_with(c, std::floor); }
Value round(const Call& c) { return round_with(c, std::round); }

Value abs(const Call& c) {
  const Value number = c.require(0, Type::number);
  if (c.heap.as_real(number) >= 0) return number;
  return arithmetic(c.heap, Arithmetic::minus, Value::integer(0), number).value;
}

Value range_by(const Call& c, std::int64_t step) {
  const std::int64_t from = c.integer(0);
  const std::int64_t to = c.integer(1);
  if (step <= 0) fail_builtin("numbers.range_step: step must be a positive number above zero");
  const std::uint64_t distance = from < to
                                     ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                                     : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
  const std::uint64_t count = distance / static_cast<std::uint64_t>(step) + 1;
  if (count > static_cast<std::uint64_t>(kMaxRange)) c.heap.charge(SIZE_MAX / 2);
  std::vector<Value> items;
  std::int64_t at = from;
  for (std::uint64_t i = 0; i < count; ++i) {
    items.push_back(Value::integer(at));
    if (i + 1 < count) at += from < to ? step : -step;
  }
  return c.heap.array(items);
}

Value range(const Call& c) { return range_by(c, 1); }
Value range_step(const Call& c) { return range_by(c, c.integer(2)); }

Value format_int(const Call& c) {
  const Value number = c.require(0, Type::number);
  const std::int64_t base = c.integer(1);
  if (base != 2 && base != 8 && base != 10 && base != 16) fail_type(1, "one of {2, 8, 10, 16}", c.arg(1));
  const long double whole = std::floor(c.heap.as_real(number));
  if (std::fabs(whole) > 9.2e18L) return c.heap.string(c.heap.number_text(number));
  const auto value = static_cast<std::int64_t>(std::trunc(c.heap.as_real(number)));
  auto rest = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string text;
  do {
    text.insert(text.begin(), "0123456789abcdef"[rest % static_cast<std::uint64_t>(base)]);
    rest /= static_cast<std::uint64_t>(base);
  } while (rest > 0);
  return c.heap.string(value < 0 ? "-" + text : text);
}

Value bits_and(const Call& c) { return Value::integer(c.integer(0) & c.integer(1)); }
Value bits_or(const Call& c) { return Value::integer(c.integer(0) | c.integer(1)); }
Value bits_xor(const Call& c) { return Value::integer(c.integer(0) ^ c.integer(1)); }
Value bits_negate(const Call& c) { return Value::integer(~c.integer(0)); }

Value bits_lsh(const Call& c) {
  Value value = c.require(0, Type::number);
  if (!is_integer(c.heap, value)) c.integer(0);
  const std::int64_t by = c.integer(1);
  if (by < 0) fail_type(1, "an unsigned integer number", c.arg(1));
  if (by > 65536) fail_builtin("shift is too large");
  for (std::int64_t i = 0; i < by; ++i) value = arithmetic(c.heap, Arithmetic::plus, value, value).value;
  return value;
}

Value bits_rsh(const Call& c) {
  const std::int64_t by = c.integer(1);
  if (by < 0) fail_type(1, "an unsigned integer number", c.arg(1));
  const std::int64_t value = c.integer(0);
  return Value::integer(by > 62 ? (value < 0 ? -1 : 0) : value >> by);
}

constexpr Builtin kTable[] = {
    {"ceil", 1, ceil},
    {"floor", 1, floor},
    {"round", 1, round},
    {"abs", 1, abs},
    {"numbers.range", 2, range},
    {"numbers.range_step", 3, range_step},
    {"format_int", 2, format_int},
    {"bits.and", 2, bits_and},
    {"bits.or", 2, bits_or},
    {"bits.xor", 2, bits_xor},
    {"bits.negate", 1, bits_negate},
    {"bits.lsh", 2, bits_lsh},
    {"bits.rsh", 2, bits_rsh},
};

}  // namespace

extern const BuiltinFamily builtin_numbers;
const BuiltinFamily builtin_numbers{kTable};

}  // namespace fleetlint::rego
