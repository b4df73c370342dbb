// count, sum, product, max, min, sort, all, any.
#include <algorithm>

#include "base/unicode.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

Value list_of(const Call& c) { return c.require(0, Type::array, Type::set); }

Value count(const Call& c) {
  const Value value = c.arg(0);
  if (value.is_collection()) return Value::integer(static_cast<std::int64_t>(value.size()));
  std::string_view text = c.text(0);
  std::int64_t points = 0;
  for (; !text.empty(); ++points) text.remove_prefix(decode_utf8(text).size);
  return Value::integer(points);
}

Value fold(const Call& c, Arithmetic operation, std::int64_t start) {
  Value total = Value::integer(start);
  for (const Value item : c.heap.items(list_of(c))) {
    if (!item.is(Type::number)) fail_type(0, "a collection of numbers", item);
    total = arithmetic(c.heap, operation, total, item).value;
  }
  return total;
}

Value sum(const Call& c) { return fold(c, Arithmetic::plus, 0); }
Value product(const Call& c) { return fold(c, Arithmetic::mul, 1); }

Value max(const Call& c) {
  Value best;
  for (const Value item : c.heap.items(list_of(c))) {
    if (!best || c.heap.compare(item, best) > 0) best = item;
  }
  return best;
}

Value min(const Call& c) {
  Value best;
  for (const Value item : c.heap.items(list_of(c))) {
    if (!best || c.heap.compare(item, best) < 0) best = item;
  }
  return best;
}

Value sort(const Call& c) {
  std::vector<Value> items = c.heap.items(list_of(c));
  std::ranges::stable_sort(items, [&](Value a, Value b) { return c.heap.compare(a, b) < 0; });
  return c.heap.array(items);
}

Value all(const Call& c) {
  const std::vector<Value> items = c.heap.items(list_of(c));
  return Value::boolean(std::ranges::all_of(items, [](Value item) { return item.is_true(); }));
}

Value any(const Call& c) {
  const std::vector<Value> items = c.heap.items(list_of(c));
  return Value::boolean(std::ranges::any_of(items, [](Value item) { return item.is_true(); }));
}

constexpr Builtin kTable[] = {
    {"count", 1, count}, {"sum", 1, sum},   {"product", 1, product}, {"max", 1, max},
    {"min", 1, min},     {"sort", 1, sort}, {"all", 1, all},         {"any", 1, any},
};

}  // namespace

extern const BuiltinFamily builtin_aggregates;
const BuiltinFamily builtin_aggregates{kTable};

}  // namespace fleetlint::rego
