// Operators: arithmetic that overflows into errors, comparison across numeric types.
#include <cmath>
#include <limits>
#include <string>

#include "cel/library.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

constexpr std::int64_t kMinInt = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

Value overflow(Context& c) { return c.error("integer overflow"); }
Value range_error(Context& c) { return c.error("range error: the time is outside the years 1 to 9999"); }

Value add_int(Context& c, std::span<const Value> a) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a[0].integer(), a[1].integer(), &sum) ? overflow(c) : Value::of(sum);
}
Value subtract_int(Context& c, std::span<const Value> a) {
  std::int64_t difference = 0;
  return __builtin_sub_overflow(a[0].integer(), a[1].integer(), &difference) ? overflow(c)
                                                                             : Value::of(difference);
}
Value multiply_int(Context& c, std::span<const Value> a) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a[0].integer(), a[1].integer(), &product) ? overflow(c) : Value::of(product);
}
Value divide_int(Context& c, std::span<const Value> a) {
  if (a[1].integer() == 0) return c.error("division by zero");
  if (a[0].integer() == kMinInt && a[1].integer() == -1) return overflow(c);
  return Value::of(a[0].integer() / a[1].integer());
}
Value modulo_int(Context& c, std::span<const Value> a) {
  if (a[1].integer() == 0) return c.error("modulus by zero");
  if (a[0].integer() == kMinInt && a[1].integer() == -1) return overflow(c);
  return Value::of(a[0].integer() % a[1].integer());
}
Value negate_int(Context& c, std::span<const Value> a) {
  return a[0].integer() == kMinInt ? overflow(c) : Value::of(-a[0].integer());
}

Value add_uint(Context& c, std::span<const Value> a) {
  std::uint64_t sum = 0;
  return __builtin_add_overflow(a[0].unsigned_integer(), a[1].unsigned_integer(), &sum) ? overflow(c)
                                                                                        : Value::of(sum);
}
Value subtract_uint(Context& c, std::span<const Value> a) {
  if (a[0].unsigned_integer() < a[1].unsigned_integer()) return overflow(c);
  return Value::of(a[0].unsigned_integer() - a[1].unsigned_integer());
}
Value multiply_uint(Context& c, std::span<const Value> a) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(a[0].unsigned_integer(), a[1].unsigned_integer(), &product)
             ? overflow(c)
             : Value::of(product);
}
Value divide_uint(Context& c, std::span<const Value> a) {
  if (a[1].unsigned_integer() == 0) return c.error("division by zero");
  return Value::of(a[0].unsigned_integer() / a[1].unsigned_integer());
}
Value modulo_uint(Context& c, std::span<const Value> a) {
  if (a[1].unsigned_integer() == 0) return c.error("modulus by zero");
  return Value::of(a[0].unsigned_integer() % a[1].unsigned_integer());
}

Value add_double(Context&, std::span<const Value> a) { return Value::of(a[0].floating() + a[1].floating()); }
Value subtract_double(Context&, std::span<const Value> a) {
  return Value::of(a[0].floating() - a[1].floating());
}
Value multiply_double(Context&, std::span<const Value> a) {
  return Value::of(a[0].floating() * a[1].floating());
}
Value divide_double(Context&, std::span<const Value> a) {
  return Value::of(a[0].floating() / a[1].floating());
}
Value negate_double(Context&, std::span<const Value> a) { return Value::of(-a[0].floating()); }

Value add_text(Context& c, std::span<const Value> a) {
  const std::string both = std::string(a[0].text()).append(a[1].text());
  if (!c.charge(both.size() / 10)) return c.over_budget();
  const std::string_view kept = c.arena.copy(std::string_view(both));
  return a[0].is(ValueKind::string) ? Value::text(kept) : Value::bytes(kept);
}

/// Keys of an item of a list that is a map by its keys.
bool same_keys(Context& c, const Value& a, const Value& b, std::span<const std::string> keys) {
  if (!a.is(ValueKind::map) || !b.is(ValueKind::map)) return false;
  for (const std::string& key : keys) {
    const std::optional<Value> left = a.find(c.arena, Value::text(key));
    const std::optional<Value> right = b.find(c.arena, Value::text(key));
    if (left.has_value() != right.has_value()) return false;
    if (left && !equal(c.arena, *left, *right, c.budget())) return false;
  }
  return true;
}

Value add_list(Context& c, std::span<const Value> a) {
  if (!c.charge(a[0].size() + a[1].size())) return c.over_budget();
  const Shape* shape = a[0].shape();
  const Shape::ListType type = shape == nullptr ? Shape::ListType::atomic : shape->list_type();
  std::vector<Value> items;
  for (std::size_t i = 0; i < a[0].size(); ++i) items.push_back(a[0].at(c.arena, i));
  for (std::size_t i = 0; i < a[1].size(); ++i) {
    const Value item = a[1].at(c.arena, i);
    std::size_t at = items.size();
    // A set takes in what is not there; a map by keys replaces what is.
    for (std::size_t j = 0; type != Shape::ListType::atomic && j < a[0].size() && at == items.size(); ++j) {
      const bool same = type == Shape::ListType::set ? equal(c.arena, items[j], item, c.budget())
                                                     : same_keys(c, items[j], item, shape->list_map_keys());
      if (same) at = j;
    }
    if (c.is_over_budget()) return c.over_budget();
    if (at == items.size()) {
      items.push_back(item);
    } else {
      items[at] = item;
    }
  }
  return c.list(items);
}

Value shift(Context& c, const Value& time, std::int64_t by) {
  std::int64_t seconds = time.seconds() + by / kNanosPerSecond;
  std::int64_t nanos = time.nanos() + by % kNanosPerSecond;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  } else if (nanos >= kNanosPerSecond) {
    nanos -= kNanosPerSecond;
    ++seconds;
  }
  return is_valid_timestamp(seconds)
             ? Value::timestamp(seconds, static_cast<std::int32_t>(nanos), time.zone_offset())
             : range_error(c);
}

Value add_time_duration(Context& c, std::span<const Value> a) {
  return shift(c, a[0], a[1].duration_nanos());
}
Value add_duration_time(Context& c, std::span<const Value> a) {
  return shift(c, a[1], a[0].duration_nanos());
}
Value subtract_time_duration(Context& c, std::span<const Value> a) {
  const std::int64_t by = a[1].duration_nanos();
  return by == kMinInt ? range_error(c) : shift(c, a[0], -by);
}
Value subtract_times(Context& c, std::span<const Value> a) {
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(a[0].seconds() - a[1].seconds(), kNanosPerSecond, &nanos) ||
      __builtin_add_overflow(nanos, static_cast<std::int64_t>(a[0].nanos() - a[1].nanos()), &nanos))
    return c.error("range error: the duration is beyond 292 years");
  return Value::duration(nanos);
}
Value add_durations(Context& c, std::span<const Value> a) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a[0].duration_nanos(), a[1].duration_nanos(), &sum)) return overflow(c);
  return Value::duration(sum);
}
Value subtract_durations(Context& c, std::span<const Value> a) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a[0].duration_nanos(), a[1].duration_nanos(), &difference)) return overflow(c);
  return Value::duration(difference);
}

Value equals(Context& c, std::span<const Value> a) {
  return Value::of(equal(c.arena, a[0], a[1], c.budget()));
}
Value differs(Context& c, std::span<const Value> a) {
  return Value::of(!equal(c.arena, a[0], a[1], c.budget()));
}
Value negate(Context&, std::span<const Value> a) { return Value::of(!a[0].boolean()); }

/// NaN has no order: every comparison with it is false.
Value less(Context&, std::span<const Value> a) {
  const auto order = compare(a[0], a[1]);
  return Value::of(order && *order < 0);
}
Value less_or_equal(Context&, std::span<const Value> a) {
  const auto order = compare(a[0], a[1]);
  return Value::of(order && *order <= 0);
}
Value greater(Context&, std::span<const Value> a) {
  const auto order = compare(a[0], a[1]);
  return Value::of(order && *order > 0);
}
Value greater_or_equal(Context&, std::span<const Value> a) {
  const auto order = compare(a[0], a[1]);
  return Value::of(order && *order >= 0);
}

Value in_list(Context& c, std::span<const Value> a) {
  for (std::size_t i = 0; i < a[1].size(); ++i) {
    if (equal(c.arena, a[0], a[1].at(c.arena, i), c.budget())) return Value::of(true);
    if (c.is_over_budget()) return c.over_budget();
  }
  return Value::of(false);
}
Value in_map(Context& c, std::span<const Value> a) { return Value::of(a[1].find(c.arena, a[0]).has_value()); }

/// A list's index: an int, a uint, or a double without a fraction.
std::optional<std::int64_t> index_of(const Value& value) {
  if (value.is(ValueKind::integer)) return value.integer();
  if (value.is(ValueKind::unsigned_integer) && value.unsigned_integer() < (1ULL << 62))
    return static_cast<std::int64_t>(value.unsigned_integer());
  if (value.is(ValueKind::floating) && std::trunc(value.floating()) == value.floating() &&
      std::abs(value.floating()) < 9e15)
    return static_cast<std::int64_t>(value.floating());
  return std::nullopt;
}

/// Nothing where the container has no such item; an error for an index of a wrong kind.
std::optional<Value> find_item(Context& c, const Value& container, const Value& index) {
  if (container.is(ValueKind::map)) return container.find(c.arena, index);
  const std::optional<std::int64_t> at = index_of(index);
  if (!at) return c.error("a list's index has to be a whole number");
  if (*at < 0 || static_cast<std::uint64_t>(*at) >= container.size()) return std::nullopt;
  return container.at(c.arena, static_cast<std::size_t>(*at));
}

Value index_item(Context& c, std::span<const Value> a) {
  if (const std::optional<Value> item = find_item(c, a[0], a[1])) return *item;
  if (a[0].is(ValueKind::map)) return c.error("no such key; test it with `in` first");
  return c.error("index out of bounds: the list has " + std::to_string(a[0].size()) + " items");
}
Value index_optionally(Context& c, std::span<const Value> a) {
  const std::optional<Value> item = find_item(c, a[0], a[1]);
  if (!item) return Value::optional(nullptr);
  return item->is_error() ? *item : c.some(*item);
}
Value index_optional(Context& c, std::span<const Value> a) {
  if (a[0].optional() == nullptr) return a[0];
  const Value& container = *a[0].optional();
  if (!container.is(ValueKind::list) && !container.is(ValueKind::map)) return c.no_overload("_[_]");
  const Value args[] = {container, a[1]};
  return index_optionally(c, args);
}

constexpr Signature kRows[] = {
    {"_+_(int, int) int", add_int},
    {"_+_(uint, uint) uint", add_uint},
    {"_+_(double, double) double", add_double},
    {"_+_(string, string) string", add_text},
    {"_+_(bytes, bytes) bytes", add_text},
    {"_+_(list(A), list(A)) list(A)", add_list},
    {"_+_(timestamp, duration) timestamp", add_time_duration},
    {"_+_(duration, timestamp) timestamp", add_duration_time},
    {"_+_(duration, duration) duration", add_durations},
    {"_-_(int, int) int", subtract_int},
    {"_-_(uint, uint) uint", subtract_uint},
    {"_-_(double, double) double", subtract_double},
    {"_-_(timestamp, duration) timestamp", subtract_time_duration},
    {"_-_(timestamp, timestamp) duration", subtract_times},
    {"_-_(duration, duration) duration", subtract_durations},
    {"_*_(int, int) int", multiply_int},
    {"_*_(uint, uint) uint", multiply_uint},
    {"_*_(double, double) double", multiply_double},
    {"_/_(int, int) int", divide_int},
    {"_/_(uint, uint) uint", divide_uint},
    {"_/_(double, double) double", divide_double},
    {"_%_(int, int) int", modulo_int},
    {"_%_(uint, uint) uint", modulo_uint},
    {"-_(int) int", negate_int},
    {"-_(double) double", negate_double},
    {"!_(bool) bool", negate},
    {"_==_(A, A) bool", equals},
    {"_!=_(A, A) bool", differs},
    {"@in(A, list(A)) bool", in_list},
    {"@in(A, map(A, B)) bool", in_map},
    {"_[_](list(A), int) A", index_item},
    {"_[_](map(A, B), A) B", index_item},
    {"_[_](list(A), dyn) A", index_item, 0, 1000, true},
    {"_[_](optional(list(A)), int) optional(A)", index_optional},
    {"_[_](optional(map(A, B)), A) optional(B)", index_optional},
    {"_[?_](list(A), int) optional(A)", index_optionally, 28},
    {"_[?_](map(A, B), A) optional(B)", index_optionally, 28},
    {"_[?_](list(A), dyn) optional(A)", index_optionally, 28, 1000, true},
    {"_[?_](optional(list(A)), int) optional(A)", index_optional, 28},
    {"_[?_](optional(map(A, B)), A) optional(B)", index_optional, 28},
};

struct Comparison {
  std::string_view name;
  Implementation run;
};

constexpr Comparison kComparisons[] = {
    {"_<_", less}, {"_<=_", less_or_equal}, {"_>_", greater}, {"_>=_", greater_or_equal}};

constexpr std::string_view kOrdered[] = {"bool",   "int",   "uint",      "double",
                                         "string", "bytes", "timestamp", "duration"};
constexpr std::string_view kNumbers[] = {"int", "uint", "double"};
constexpr int kCrossTypeSince = 28;

}  // namespace

void add_operators(Library& library) {
  library.add(kRows);
  for (const Comparison& comparison : kComparisons) {
    const auto row = [&](std::string_view left, std::string_view right, int since) {
      const std::string text =
          std::string(comparison.name) + "(" + std::string(left) + ", " + std::string(right) + ") bool";
      const Signature signature{library.keep(text), comparison.run, since};
      library.add(std::span(&signature, 1));
    };
    for (const std::string_view type : kOrdered) row(type, type, 0);
    for (const std::string_view left : kNumbers) {
      for (const std::string_view right : kNumbers) {
        if (left != right) row(left, right, kCrossTypeSince);
      }
    }
  }
}

}  // namespace fleetlint::cel
