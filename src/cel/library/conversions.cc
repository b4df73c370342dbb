// Conversions between scalar types, type(), dyn() and size().
#include <charconv>
#include <cmath>

#include "base/strings.h"
#include "cel/library.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

Value same(Context&, std::span<const Value> a) { return a[0]; }

Value range_error(Context& c, std::string_view type) {
  return c.error("range error: the number does not fit " + std::string(type));
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.starts_with('+') || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Value no_conversion(Context& c, std::string_view text, std::string_view type) {
  return c.error("type conversion error: " + quote(text) + " is no " + std::string(type));
}

Value int_of_uint(Context& c, std::span<const Value> a) {
  if (a[0].unsigned_integer() >> 63U != 0) return range_error(c, "int");
  return Value::of(static_cast<std::int64_t>(a[0].unsigned_integer()));
}
Value int_of_double(Context& c, std::span<const Value> a) {
  const double value = a[0].floating();
  if (!(value > -kTwoTo63 && value < kTwoTo63)) return range_error(c, "int");
  return Value::of(static_cast<std::int64_t>(value));
}
Value int_of_string(Context& c, std::span<const Value> a) {
  if (const auto value = parse_number<std::int64_t>(a[0].text())) return Value::of(*value);
  return no_conversion(c, a[0].text(), "int");
}
Value int_of_timestamp(Context&, std::span<const Value> a) { return Value::of(a[0].seconds()); }
Value int_of_duration(Context&, std::span<const Value> a) { return Value::of(a[0].duration_nanos()); }

Value uint_of_int(Context& c, std::span<const Value> a) {
  if (a[0].integer() < 0) return range_error(c, "uint");
  return Value::of(static_cast<std::uint64_t>(a[0].integer()));
}
Value uint_of_double(Context& c, std::span<const Value> a) {
  const double value = a[0].floating();
  if (!(value >= 0 && value < kTwoTo64)) return range_error(c, "uint");
  return Value::of(static_cast<std::uint64_t>(value));
}
Value uint_of_string(Context& c, std::span<const Value> a) {
  if (const auto value = parse_number<std::uint64_t>(a[0].text())) return Value::of(*value);
  return no_conversion(c, a[0].text(), "uint");
}

Value double_of_int(Context&, std::span<const Value> a) {
  return Value::of(static_cast<double>(a[0].integer()));
}
Value double_of_uint(Context&, std::span<const Value> a) {
  return Value::of(static_cast<double>(a[0].unsigned_integer()));
}
Value double_of_string(Context& c, std::span<const Value> a) {
  if (const auto value = parse_double(a[0].text())) return Value::of(*value);
  return no_conversion(c, a[0].text(), "double");
}

Value bool_of_string(Context& c, std::span<const Value> a) {
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (a[0].text() == yes) return Value::of(true);
  }
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (a[0].text() == no) return Value::of(false);
  }
  return no_conversion(c, a[0].text(), "bool");
}

Value string_of_bool(Context&, std::span<const Value> a) {
  return Value::text(a[0].boolean() ? "true" : "false");
}
Value string_of_int(Context& c, std::span<const Value> a) { return c.text(std::to_string(a[0].integer())); }
Value string_of_uint(Context& c, std::span<const Value> a) {
  return c.text(std::to_string(a[0].unsigned_integer()));
}
Value string_of_double(Context& c, std::span<const Value> a) {
  return c.text(format_double(a[0].floating()));
}
Value string_of_bytes(Context& c, std::span<const Value> a) {
  if (find_invalid_utf8(a[0].text()) != std::string_view::npos)
    return c.error("the bytes are no valid UTF-8");
  return Value::text(a[0].text());
}
Value string_of_timestamp(Context& c, std::span<const Value> a) { return c.text(format_timestamp(a[0])); }
Value string_of_duration(Context& c, std::span<const Value> a) {
  return c.text(format_duration(a[0].duration_nanos()));
}

Value bytes_of_string(Context&, std::span<const Value> a) { return Value::bytes(a[0].text()); }

Value timestamp_of_string(Context& c, std::span<const Value> a) {
  if (const auto time = parse_timestamp(a[0].text())) return *time;
  return no_conversion(c, a[0].text(), "timestamp");
}
Value timestamp_of_int(Context& c, std::span<const Value> a) {
  if (!is_valid_timestamp(a[0].integer())) return range_error(c, "a timestamp");
  return Value::timestamp(a[0].integer(), 0);
}
Value duration_of_string(Context& c, std::span<const Value> a) {
  if (const auto nanos = parse_duration(a[0].text())) return Value::duration(*nanos);
  return no_conversion(c, a[0].text(), "duration");
}
Value duration_of_int(Context&, std::span<const Value> a) { return Value::duration(a[0].integer()); }

Value type_of_value(Context&, std::span<const Value> a) { return Value::type(runtime_type(a[0])); }

Value size_of_text(Context& c, std::span<const Value> a) {
  if (!c.charge(a[0].text().size() / 10)) return c.over_budget();
  return Value::of(static_cast<std::int64_t>(count_code_points(a[0].text())));
}
Value size_of_bytes(Context&, std::span<const Value> a) {
  return Value::of(static_cast<std::int64_t>(a[0].text().size()));
}
Value size_of_aggregate(Context&, std::span<const Value> a) {
  return Value::of(static_cast<std::int64_t>(a[0].size()));
}

constexpr Signature kRows[] = {
    {"bool(bool) bool", same},
    {"bool(string) bool", bool_of_string},
    {"bytes(bytes) bytes", same},
    {"bytes(string) bytes", bytes_of_string},
    {"double(double) double", same},
    {"double(int) double", double_of_int},
    {"double(uint) double", double_of_uint},
    {"double(string) double", double_of_string},
    {"duration(duration) duration", same},
    {"duration(string) duration", duration_of_string},
    {"duration(int) duration", duration_of_int},
    {"int(int) int", same},
    {"int(uint) int", int_of_uint},
    {"int(double) int", int_of_double},
    {"int(string) int", int_of_string},
    {"int(timestamp) int", int_of_timestamp},
    {"int(duration) int", int_of_duration},
    {"uint(uint) uint", same},
    {"uint(int) uint", uint_of_int},
    {"uint(double) uint", uint_of_double},
    {"uint(string) uint", uint_of_string},
    {"string(string) string", same},
    {"string(bool) string", string_of_bool},
    {"string(int) string", string_of_int},
    {"string(uint) string", string_of_uint},
    {"string(double) string", string_of_double},
    {"string(bytes) string", string_of_bytes},
    {"string(timestamp) string", string_of_timestamp},
    {"string(duration) string", string_of_duration},
    {"timestamp(timestamp) timestamp", same},
    {"timestamp(string) timestamp", timestamp_of_string},
    {"timestamp(int) timestamp", timestamp_of_int},
    {"type(A) type(A)", type_of_value},
    {"dyn(A) dyn", same},
    {"size(string) int", size_of_text},
    {"size(bytes) int", size_of_bytes},
    {"size(list(A)) int", size_of_aggregate},
    {"size(map(A, B)) int", size_of_aggregate},
    {"string:size() int", size_of_text},
    {"bytes:size() int", size_of_bytes},
    {"list(A):size() int", size_of_aggregate},
    {"map(A, B):size() int", size_of_aggregate},
};

}  // namespace

void add_conversions(Library& library) { library.add(kRows); }

}  // namespace fleetlint::cel
