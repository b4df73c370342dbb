// Lists: Kubernetes' own functions and cel-go's extension.
#include <algorithm>
#include <limits>

#include "cel/library.h"

namespace fleetlint::cel {

namespace {

std::vector<Value> items_of(Context& c, const Value& list) {
  std::vector<Value> items;
  items.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) items.push_back(list.at(c.arena, i));
  c.charge(items.size());
  return items;
}

Value is_sorted(Context& c, std::span<const Value> a) {
  const std::vector<Value> items = items_of(c, a[0]);
  for (std::size_t i = 1; i < items.size(); ++i) {
    const auto order = compare(items[i - 1], items[i]);
    if (!order) return c.no_overload("isSorted");
    if (*order > 0) return Value::of(false);
  }
  return Value::of(true);
}

/// Adds items of one kind, beginning with `sum`.
Value add_up(Context& c, const std::vector<Value>& items, Value sum) {
  for (const Value& item : items) {
    if (item.kind() != sum.kind()) return c.no_overload("sum");
    std::int64_t signed_sum = 0;
    std::uint64_t unsigned_sum = 0;
    switch (sum.kind()) {
      case ValueKind::integer:
        if (__builtin_add_overflow(sum.integer(), item.integer(), &signed_sum))
          return c.error("integer overflow");
        sum = Value::of(signed_sum);
        break;
      case ValueKind::unsigned_integer:
        if (__builtin_add_overflow(sum.unsigned_integer(), item.unsigned_integer(), &unsigned_sum))
          return c.error("integer overflow");
        sum = Value::of(unsigned_sum);
        break;
      case ValueKind::floating: sum = Value::of(sum.floating() + item.floating()); break;
      case ValueKind::duration:
        if (__builtin_add_overflow(sum.duration_nanos(), item.duration_nanos(), &signed_sum))
          return c.error("integer overflow");
        sum = Value::duration(signed_sum);
        break;
      default: return c.no_overload("sum");
    }
  }
  return sum;
}

/// A list that is empty sums up to the zero of its declared type, the item's otherwise.
template <ValueKind Kind>
Value sum(Context& c, std::span<const Value> a) {
  const std::vector<Value> items = items_of(c, a[0]);
  switch (items.empty() ? Kind : items[0].kind()) {
    case ValueKind::integer: return add_up(c, items, Value::of(std::int64_t{0}));
    case ValueKind::unsigned_integer: return add_up(c, items, Value::of(std::uint64_t{0}));
    case ValueKind::floating: return add_up(c, items, Value::of(0.0));
    case ValueKind::duration: return add_up(c, items, Value::duration(0));
    default: return c.no_overload("sum");
  }
}

template <bool Least>
Value extreme(Context& c, std::span<const Value> a) {
  const std::vector<Value> items = items_of(c, a[0]);
  if (items.empty()) return c.error(Least ? "min() of an empty list" : "max() of an empty list");
  Value best = items[0];
  for (const Value& item : items) {
    const auto order = compare(item, best);
    if (!order) return c.no_overload(Least ? "min" : "max");
    if (Least ? *order < 0 : *order > 0) best = item;
  }
  return best;
}

Value index_of(Context& c, std::span<const Value> a) {
  const std::vector<Value> items = items_of(c, a[0]);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (equal(c.arena, items[i], a[1], c.budget())) return Value::of(static_cast<std::int64_t>(i));
  }
  return Value::of(std::int64_t{-1});
}

Value last_index_of(Context& c, std::span<const Value> a) {
  const std::vector<Value> items = items_of(c, a[0]);
  for (std::size_t i = items.size(); i-- > 0;) {
    if (equal(c.arena, items[i], a[1], c.budget())) return Value::of(static_cast<std::int64_t>(i));
  }
  return Value::of(std::int64_t{-1});
}

/// Of a list whether it has the item, of anything else whether it is it.
Value includes(Context& c, std::span<const Value> a) {
  if (!a[0].is(ValueKind::list)) return Value::of(equal(c.arena, a[0], a[1], c.budget()));
  for (const Value& item : items_of(c, a[0])) {
    if (equal(c.arena, item, a[1], c.budget())) return Value::of(true);
  }
  return Value::of(false);
}

Value slice(Context& c, std::span<const Value> a) {
  const std::int64_t begin = a[1].integer();
  const std::int64_t end = a[2].integer();
  if (begin < 0 || end < 0 || begin > end || static_cast<std::uint64_t>(end) > a[0].size())
    return c.error("cannot slice from " + std::to_string(begin) + " to " + std::to_string(end) + " of " +
                   std::to_string(a[0].size()) + " items");
  const std::vector<Value> items = items_of(c, a[0]);
  return c.list(
      std::span(items).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
}

bool flatten_into(Context& c, const Value& list, std::int64_t depth, std::vector<Value>& to) {
  for (const Value& item : items_of(c, list)) {
    if (c.is_over_budget()) return false;
    if (item.is(ValueKind::list) && depth > 0) {
      if (!flatten_into(c, item, depth - 1, to)) return false;
    } else {
      to.push_back(item);
    }
  }
  return true;
}

Value flatten_to(Context& c, std::span<const Value> a, std::int64_t depth) {
  if (depth < 0) return c.error("level must be non-negative");
  std::vector<Value> items;
  constexpr std::int64_t kDeepest = 1000;
  return flatten_into(c, a[0], std::min(depth, kDeepest), items) ? c.list(items) : c.over_budget();
}
Value flatten(Context& c, std::span<const Value> a) { return flatten_to(c, a, 1); }
Value flatten_levels(Context& c, std::span<const Value> a) { return flatten_to(c, a, a[1].integer()); }

Value range(Context& c, std::span<const Value> a) {
  const std::int64_t count = std::max<std::int64_t>(a[0].integer(), 0);
  if (!c.charge(static_cast<std::size_t>(count))) return c.over_budget();
  std::vector<Value> items;
  for (std::int64_t i = 0; i < count; ++i) items.push_back(Value::of(i));
  return c.list(items);
}

Value distinct(Context& c, std::span<const Value> a) {
  std::vector<Value> kept;
  for (const Value& item : items_of(c, a[0])) {
    const bool there = std::ranges::any_of(
        kept, [&](const Value& other) { return equal(c.arena, item, other, c.budget()); });
    if (c.is_over_budget()) return c.over_budget();
    if (!there) kept.push_back(item);
  }
  return c.list(kept);
}

Value reverse(Context& c, std::span<const Value> a) {
  std::vector<Value> items = items_of(c, a[0]);
  std::ranges::reverse(items);
  return c.list(items);
}

Value sort(Context& c, std::span<const Value> a) {
  std::vector<Value> items = items_of(c, a[0]);
  for (const Value& item : items) {
    if (item.kind() != items[0].kind() || !compare(item, item))
      return c.error("sort() takes items of one comparable type");
  }
  std::ranges::stable_sort(items, [](const Value& x, const Value& y) { return compare(x, y) < 0; });
  return c.list(items);
}

constexpr int kListExtensions = 34;

constexpr Signature kRows[] = {
    {"list(int):sum() int", sum<ValueKind::integer>},
    {"list(uint):sum() uint", sum<ValueKind::unsigned_integer>},
    {"list(double):sum() double", sum<ValueKind::floating>},
    {"list(duration):sum() duration", sum<ValueKind::duration>},
    {"list(A):indexOf(A) int", index_of},
    {"list(A):lastIndexOf(A) int", last_index_of},
    {"list(A):includes(A) bool", includes, 37},
    {"dyn:includes(dyn) bool", includes, 37},
    {"list(A):slice(int, int) list(A)", slice, kListExtensions},
    {"list(list(A)):flatten() list(A)", flatten, kListExtensions},
    {"list(dyn):flatten(int) list(dyn)", flatten_levels, kListExtensions},
    {"lists.range(int) list(int)", range, kListExtensions},
    {"list(A):distinct() list(A)", distinct, kListExtensions},
    {"list(A):reverse() list(A)", reverse, kListExtensions},
};

struct OfComparables {
  std::string_view form;  ///< T stands for the type of the items
  Implementation run;
  int since;
};

constexpr OfComparables kOfComparables[] = {
    {"list(T):isSorted() bool", is_sorted, 0},
    {"list(T):min() T", extreme<true>, 0},
    {"list(T):max() T", extreme<false>, 0},
    {"list(T):sort() list(T)", sort, kListExtensions},
};

constexpr std::string_view kComparables[] = {"int",    "uint",  "double",    "bool",
                                             "string", "bytes", "timestamp", "duration"};

}  // namespace

void add_lists(Library& library) {
  library.add(kRows);
  for (const OfComparables& row : kOfComparables) {
    for (const std::string_view type : kComparables) {
      std::string text(row.form);
      for (std::size_t at = 0; (at = text.find('T', at)) != std::string::npos; at += type.size())
        text.replace(at, 1, type);
      const Signature signature{library.keep(text), row.run, row.since};
      library.add(std::span(&signature, 1));
    }
  }
}

}  // namespace fleetlint::cel
