// Quantities of resources: "1.5Gi", "100m".
#include <charconv>

#include <array>
#include <limits>

#include "base/strings.h"
#include "cel/decimal.h"
#include "cel/library.h"
#include "cel/opaque.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

/// Lies in an arena: the digits as a view.
struct Quantity {
  bool negative;
  std::string_view digits;
  int scale;
  std::string_view text;  ///< as it was written; empty for a sum
  bool is_small;          ///< kept in 64 bits upstream, which alone it calls an integer
};

enum class Base : std::uint8_t { decimal, binary };

struct Suffix {
  std::string_view text;
  Base base;
  int exponent;  ///< of 10, or of 1024
};

constexpr std::array<Suffix, 17> kSuffixes = {{{"", Base::decimal, 0},
                                               {"n", Base::decimal, -9},
                                               {"u", Base::decimal, -6},
                                               {"m", Base::decimal, -3},
                                               {"k", Base::decimal, 3},
                                               {"M", Base::decimal, 6},
                                               {"G", Base::decimal, 9},
                                               {"T", Base::decimal, 12},
                                               {"P", Base::decimal, 15},
                                               {"E", Base::decimal, 18},
                                               {"Ki", Base::binary, 1},
                                               {"Mi", Base::binary, 2},
                                               {"Gi", Base::binary, 3},
                                               {"Ti", Base::binary, 4},
                                               {"Pi", Base::binary, 5},
                                               {"Ei", Base::binary, 6},
                                               {"", Base::decimal, 0}}};

constexpr int kNano = 9;
constexpr int kSmallDigits = 18;
constexpr int kLargestExponent = 1000;

std::optional<Suffix> find_suffix(std::string_view text) {
  for (const Suffix& suffix : kSuffixes) {
    if (suffix.text == text) return suffix;
  }
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || end != text.data() + text.size() || std::abs(exponent) > kLargestExponent)
    return std::nullopt;
  return Suffix{"", Base::decimal, exponent};
}

Decimal value_of(const Quantity& quantity) {
  return {quantity.negative, std::string(quantity.digits), quantity.scale};
}

Quantity keep(Arena& arena, const Decimal& value, std::string_view text, bool is_small) {
  return {value.negative, arena.copy(std::string_view(value.digits)), value.scale, arena.copy(text),
          is_small};
}

std::optional<Quantity> parse(Arena& arena, std::string_view text) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::size_t end = std::min(text.find_first_not_of("0123456789.", sign), text.size());
  const std::string_view number = text.substr(0, end);
  const std::string_view digits = number.substr(sign);
  const std::size_t point = digits.find('.');
  if (digits.empty() || digits == "." ||
      (point != std::string_view::npos && digits.find('.', point + 1) != point &&
       digits.find('.', point + 1) != std::string_view::npos))
    return std::nullopt;
  const auto suffix = find_suffix(text.substr(end));
  if (!suffix) return std::nullopt;
  Decimal value = decimal_of(number);
  const std::size_t fraction = point == std::string_view::npos ? 0 : digits.size() - point - 1;
  const auto significant = static_cast<int>(value.digits.size());
  bool is_small = significant <= kSmallDigits;
  if (suffix->base == Base::decimal) {
    value = times_power_of_ten(std::move(value), suffix->exponent);
  } else {
    is_small = fraction == 0 && significant + suffix->exponent * 3 < 15;
    for (int i = 0; i < suffix->exponent; ++i) value = times(value, 1024);
    const Decimal largest = decimal_of(std::to_string(std::numeric_limits<std::int64_t>::max()));
    if (compare(Decimal{false, value.digits, value.scale}, largest) > 0)
      value = {value.negative, largest.digits, 0};
  }
  if (value.scale > kNano) is_small = false;
  value = rounded_up(std::move(value), kNano);
  return keep(arena, value, text, is_small);
}

const Quantity& of(const Value& value) { return value.opaque_data<Quantity>(); }

int compare_data(const void* a, const void* b) {
  return compare(value_of(*static_cast<const Quantity*>(a)), value_of(*static_cast<const Quantity*>(b)));
}
bool same(const void* a, const void* b) { return compare_data(a, b) == 0; }

std::string to_text(const void* data) {
  const Quantity& quantity = *static_cast<const Quantity*>(data);
  return quantity.text.empty() ? to_string(value_of(quantity)) : std::string(quantity.text);
}

const OpaqueType kQuantity{{TypeKind::opaque, "kubernetes.Quantity", {}, nullptr, 0}, same, to_text};

Value make(Arena& arena, const Quantity& quantity) {
  return Value::opaque(&kQuantity, arena.make<Quantity>(quantity));
}

/// Nothing when it is no integer of 64 bits, or not kept as one.
std::optional<std::int64_t> as_int(const Quantity& quantity) {
  const std::string text = to_string(value_of(quantity));
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!quantity.is_small || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Value quantity(Context& c, std::span<const Value> a) {
  if (!c.charge(a[0].text().size())) return c.over_budget();
  return make_quantity(c.arena, a[0].text());
}
Value is_quantity(Context& c, std::span<const Value> a) {
  if (!c.charge(a[0].text().size())) return c.over_budget();
  return Value::of(parse(c.arena, a[0].text()).has_value());
}
Value is_integer(Context&, std::span<const Value> a) { return Value::of(as_int(of(a[0])).has_value()); }
Value as_integer(Context& c, std::span<const Value> a) {
  if (const auto value = as_int(of(a[0]))) return Value::of(*value);
  return c.error("cannot convert value to integer: " + quote(to_text(&of(a[0]))));
}
Value as_approximate_float(Context&, std::span<const Value> a) {
  return Value::of(parse_double(to_string(value_of(of(a[0])))).value_or(0));
}
Value sign(Context&, std::span<const Value> a) {
  const Decimal value = value_of(of(a[0]));
  return Value::of(std::int64_t{value.is_zero() ? 0 : (value.negative ? -1 : 1)});
}

Value sum(Context& c, const Quantity& a, const Decimal& b, bool is_small) {
  if (!c.charge(a.digits.size() + b.digits.size())) return c.over_budget();
  const Decimal total = add(value_of(a), b);
  return make(c.arena, keep(c.arena, total, {}, is_small && total.digits.size() <= kSmallDigits));
}
Value add_quantity(Context& c, std::span<const Value> a) {
  return sum(c, of(a[0]), value_of(of(a[1])), of(a[0]).is_small && of(a[1]).is_small);
}
Value subtract_quantity(Context& c, std::span<const Value> a) {
  return sum(c, of(a[0]), negated(value_of(of(a[1]))), of(a[0]).is_small && of(a[1]).is_small);
}
Value add_int(Context& c, std::span<const Value> a) {
  return sum(c, of(a[0]), decimal_of(std::to_string(a[1].integer())), of(a[0]).is_small);
}
Value subtract_int(Context& c, std::span<const Value> a) {
  return sum(c, of(a[0]), negated(decimal_of(std::to_string(a[1].integer()))), of(a[0]).is_small);
}

int order(Context& c, std::span<const Value> a) {
  c.charge((of(a[0]).digits.size() + of(a[1]).digits.size()) / 10);
  return compare_data(&of(a[0]), &of(a[1]));
}
Value is_less(Context& c, std::span<const Value> a) { return Value::of(order(c, a) < 0); }
Value is_greater(Context& c, std::span<const Value> a) { return Value::of(order(c, a) > 0); }
Value compare_to(Context& c, std::span<const Value> a) { return Value::of(std::int64_t{order(c, a)}); }

constexpr int kSince = 28;

constexpr Signature kRows[] = {
    {"quantity(string) kubernetes.Quantity", quantity, kSince},
    {"isQuantity(string) bool", is_quantity, kSince},
    {"kubernetes.Quantity:isInteger() bool", is_integer, kSince},
    {"kubernetes.Quantity:asInteger() int", as_integer, kSince},
    {"kubernetes.Quantity:asApproximateFloat() double", as_approximate_float, kSince},
    {"kubernetes.Quantity:sign() int", sign, kSince},
    {"kubernetes.Quantity:add(kubernetes.Quantity) kubernetes.Quantity", add_quantity, kSince},
    {"kubernetes.Quantity:add(int) kubernetes.Quantity", add_int, kSince},
    {"kubernetes.Quantity:sub(kubernetes.Quantity) kubernetes.Quantity", subtract_quantity, kSince},
    {"kubernetes.Quantity:sub(int) kubernetes.Quantity", subtract_int, kSince},
    {"kubernetes.Quantity:isLessThan(kubernetes.Quantity) bool", is_less, kSince},
    {"kubernetes.Quantity:isGreaterThan(kubernetes.Quantity) bool", is_greater, kSince},
    {"kubernetes.Quantity:compareTo(kubernetes.Quantity) int", compare_to, kSince},
};

}  // namespace

Value make_quantity(Arena& arena, std::string_view text) {
  const auto parsed = parse(arena, text);
  if (!parsed) return make_error(arena, quote(text) + " is no quantity; write one as \"500m\" or \"1.5Gi\"");
  return make(arena, *parsed);
}

void add_quantities(Library& library) {
  library.add(kRows);
  if (library.features().minor >= kSince) library.add_type(kQuantity.type);
}

}  // namespace fleetlint::cel
