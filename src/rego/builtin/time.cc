// time.*: arithmetic, parsing and printing of moments; what asks the clock is in forbidden.cc.
#include <cstdint>
#include <limits>

#include "base/strings.h"
#include "rego/builtin.h"
#include "rego/go_time.h"

namespace fleetlint::rego {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMaxPart = 1'000'000'000;

Value in_range(Nanos nanos) {
  if (nanos < std::numeric_limits<std::int64_t>::min() || nanos > std::numeric_limits<std::int64_t>::max())
    fail_builtin("time outside of valid range");
  return Value::integer(static_cast<std::int64_t>(nanos));
}

/// A number of nanoseconds, or an array of it, a zone, and perhaps a layout.
struct Moment {
  std::int64_t nanos = 0;
  std::string zone;
  std::string_view layout = "RFC3339Nano";

  ZoneOffset offset() const {
    const std::int64_t seconds = nanos / kSecond - (nanos % kSecond < 0 ? 1 : 0);
    const std::optional<ZoneOffset> found = zone_at(zone, seconds);
    if (!found) fail_builtin("unknown time zone " + zone);
    return *found;
  }
};

Moment moment(const Call& c, std::size_t index) {
  Moment result;
  Value number = c.arg(index);
  if (number.is(Type::array)) {
    const Value tuple = number;
    number = c.heap.item(tuple, 0);
    const Value zone = c.heap.item(tuple, 1);
    if (tuple.size() < 2 || tuple.size() > 3 || !zone.is(Type::string))
      fail_type(index, "an array of a number, a zone and perhaps a layout", tuple);
    // Nobody's machine is asked for its zone: local time is UTC, as it is in a cluster.
    result.zone = zone.text() == "Local" ? "" : zone.text();
    if (tuple.size() == 3) {
      const Value layout = c.heap.item(tuple, 2);
      if (!layout.is(Type::string)) fail_type(index, "an array whose third element is a string", layout);
      if (layout.size() > 0) result.layout = layout.text();
    }
  }
  if (!number.is(Type::number)) fail_type(index, "one of {number, array}", number);
  if (!is_integer(c.heap, number)) fail_builtin("timestamp is no integer");
  if (!number.is_int()) fail_builtin("timestamp too big");
  result.nanos = number.as_int();
  return result;
}

Value parse_ns(const Call& c) {
  const std::optional<Nanos> nanos = parse_time(layout_of(c.text(0)), c.text(1));
  if (!nanos) fail_builtin("cannot parse " + quote(c.text(1)) + " as " + quote(c.text(0)));
  return in_range(*nanos);
}

Value parse_rfc3339_ns(const Call& c) {
  const std::optional<Nanos> nanos = parse_time(layout_of("RFC3339"), c.text(0));
  if (!nanos) fail_builtin("cannot parse " + quote(c.text(0)) + " as a time of RFC 3339");
  return in_range(*nanos);
}

Value parse_duration_ns(const Call& c) {
  const std::optional<std::int64_t> nanos = parse_duration(c.text(0));
  if (!nanos) fail_builtin("invalid duration " + quote(c.text(0)));
  return Value::integer(*nanos);
}

Value triple(const Call& c, std::int64_t first, int second, int third) {
  const Value items[] = {Value::integer(first), Value::integer(second), Value::integer(third)};
  return c.heap.array(items);
}

Civil civil(const Moment& moment) { return to_civil(moment.nanos, moment.offset().seconds); }

Value date(const Call& c) {
  const Civil t = civil(moment(c, 0));
  return triple(c, t.year, t.month, t.day);
}

Value clock(const Call& c) {
  const Civil t = civil(moment(c, 0));
  return triple(c, t.hour, t.minute, t.second);
}

Value weekday(const Call& c) {
  constexpr std::string_view kNames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                         "Thursday", "Friday", "Saturday"};
  return Value::string(kNames[civil(moment(c, 0)).weekday]);
}

Value add_date(const Call& c) {
  const std::int64_t nanos = c.integer(0);
  const Civil t = to_civil(nanos, 0);
  const auto part = [&](std::size_t index) {
    const std::int64_t value = c.integer(index);
    if (value > kMaxPart || value < -kMaxPart) fail_builtin("time outside of valid range");
    return value;
  };
  // Days and months beyond the end run over into the next ones.
  const std::int64_t months = t.month - 1 + part(2);
  const std::int64_t years = t.year + part(1) + (months >= 0 ? months / 12 : -((11 - months) / 12));
  const auto month = static_cast<int>(((months % 12) + 12) % 12) + 1;
  const std::int64_t days = days_from_civil(years, month, 1) + t.day - 1 + part(3);
  const Nanos of_day = (t.hour * 3600 + t.minute * 60 + t.second) * Nanos{kSecond} + t.nanosecond;
  return in_range(Nanos{days} * 86400 * kSecond + of_day);
}

Value diff(const Call& c) {
  Moment a = moment(c, 0);
  Moment b = moment(c, 1);
  b.zone = a.zone;
  if (a.nanos > b.nanos) std::swap(a, b);
  const Civil from = civil(a);
  const Civil to = civil(b);
  std::int64_t year = to.year - from.year;
  int month = to.month - from.month;
  int day = to.day - from.day;
  int hour = to.hour - from.hour;
  int minute = to.minute - from.minute;
  int second = to.second - from.second;
  const auto borrow = [](int& part, int size, auto& next) {
    if (part >= 0) return;
    part += size;
    --next;
  };
  borrow(second, 60, minute);
  borrow(minute, 60, hour);
  borrow(hour, 24, day);
  borrow(day, days_in_month(from.year, from.month), month);
  borrow(month, 12, year);
  const Value items[] = {Value::integer(year), Value::integer(month),  Value::integer(day),
                         Value::integer(hour), Value::integer(minute), Value::integer(second)};
  return c.heap.array(items);
}

Value format(const Call& c) {
  const Moment when = moment(c, 0);
  return c.heap.string(format_time(when.nanos, when.offset(), layout_of(when.layout)));
}

constexpr Builtin kTable[] = {
    {"time.parse_ns", 2, parse_ns},
    {"time.parse_rfc3339_ns", 1, parse_rfc3339_ns},
    {"time.parse_duration_ns", 1, parse_duration_ns},
    {"time.date", 1, date},
    {"time.clock", 1, clock},
    {"time.weekday", 1, weekday},
    {"time.add_date", 4, add_date},
    {"time.diff", 2, diff},
    {"time.format", 1, format},
};

}  // namespace

extern const BuiltinFamily builtin_time;
const BuiltinFamily builtin_time{kTable};

}  // namespace fleetlint::rego
