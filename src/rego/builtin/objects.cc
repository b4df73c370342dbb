// Objects, arrays and sets as whole values.
#include <algorithm>

#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr std::size_t kMaxDepth = 500;

std::vector<Value> keys_of(const Call& c, std::size_t index) {
  const Value value = c.arg(index);
  std::vector<Value> keys;
  if (value.is(Type::object)) {
    for (const Pair& pair : c.heap.pairs(value)) keys.push_back(pair.first);
    return keys;
  }
  if (!value.is(Type::array) && !value.is(Type::set)) fail_type(index, "one of {object, set, array}", value);
  return c.heap.items(value);
}

Value get(const Call& c) {
  Value at = c.require(0, Type::object);
  if (!c.arg(1).is(Type::array)) {
    const Value found = c.heap.lookup(at, c.arg(1));
    return found ? found : c.arg(2);
  }
  for (const Value step : c.heap.items(c.arg(1))) {
    at = at.is_collection() ? c.heap.lookup(at, step) : Value();
    if (!at) return c.arg(2);
  }
  return at;
}

Value keys(const Call& c) {
  c.require(0, Type::object);
  return c.heap.set(keys_of(c, 0));
}

Value select(const Call& c, bool keep) {
  c.require(0, Type::object);
  const Value wanted = c.heap.set(keys_of(c, 1));
  std::vector<Pair> left;
  for (const Pair& pair : c.heap.pairs(c.arg(0))) {
    if (c.heap.contains(wanted, pair.first) == keep) left.push_back(pair);
  }
  return c.heap.object(std::move(left));
}

Value remove(const Call& c) { return select(c, false); }
Value filter(const Call& c) { return select(c, true); }

Value join(Heap& heap, Value a, Value b, std::size_t depth) {
  if (!a.is(Type::object) || !b.is(Type::object)) return b;
  if (depth > kMaxDepth) fail_builtin("objects are nested too deeply");
  std::vector<Pair> pairs = heap.pairs(a);
  for (const auto& [key, value] : heap.pairs(b)) {
    const Value old = heap.lookup(a, key);
    pairs.emplace_back(key, old ? join(heap, old, value, depth + 1) : value);
  }
  return heap.object(std::move(pairs));
}

Value object_union(const Call& c) {
  return join(c.heap, c.require(0, Type::object), c.require(1, Type::object), 0);
}

Value object_union_n(const Call& c) {
  Value result = c.heap.object({});
  for (const Value item : c.heap.items(c.require(0, Type::array))) {
    if (!item.is(Type::object)) fail_type(0, "an array of objects", item);
    result = join(c.heap, result, item, 0);
  }
  return result;
}

bool is_subset(Heap& heap, Value super, Value sub, std::size_t depth) {
  if (depth > kMaxDepth) return false;
  if (super.is(Type::object) && sub.is(Type::object)) {
    for (const auto& [key, value] : heap.pairs(sub)) {
      const Value other = heap.lookup(super, key);
      if (!other || !is_subset(heap, other, value, depth + 1)) return false;
    }
    return true;
  }
  if (super.is(Type::set) && sub.is(Type::set)) {
    const std::vector<Value> items = heap.items(sub);
    return std::ranges::all_of(items, [&](Value item) { return heap.contains(super, item); });
  }
  if (super.is(Type::array) && sub.is(Type::array)) {
    for (std::size_t at = 0; at + sub.size() <= super.size(); ++at) {
      std::size_t i = 0;
      while (i < sub.size() && is_subset(heap, heap.item(super, at + i), heap.item(sub, i), depth + 1)) ++i;
      if (i == sub.size()) return true;
    }
    return false;
  }
  return heap.equal(super, sub);
}

Value subset(const Call& c) {
  const Value super = c.arg(0);
  const Value sub = c.arg(1);
  if (super.is(Type::array) && sub.is(Type::set)) {
    const Value members = c.heap.set(c.heap.items(super));
    return Value::boolean(is_subset(c.heap, members, sub, 0));
  }
  if (super.type() != sub.type() || !super.is_collection())
    fail_builtin("both arguments object.subset must be of the same type or array and set");
  return Value::boolean(is_subset(c.heap, super, sub, 0));
}

Value array_concat(const Call& c) {
  std::vector<Value> items = c.heap.items(c.require(0, Type::array));
  for (const Value item : c.heap.items(c.require(1, Type::array))) items.push_back(item);
  return c.heap.array(items);
}

Value array_flatten(const Call& c) {
  std::vector<Value> items;
  for (const Value item : c.heap.items(c.require(0, Type::array))) {
    if (item.is(Type::array)) {
      for (const Value inner : c.heap.items(item)) items.push_back(inner);
    } else {
      items.push_back(item);
    }
  }
  return c.heap.array(items);
}

Value array_slice(const Call& c) {
  const std::vector<Value> items = c.heap.items(c.require(0, Type::array));
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t start = std::clamp<std::int64_t>(c.integer(1), 0, size);
  const std::int64_t stop = std::clamp<std::int64_t>(c.integer(2), 0, size);
  if (start >= stop) return c.heap.array({});
  return c.heap.array(
      std::span(items).subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(stop - start)));
}

Value array_reverse(const Call& c) {
  std::vector<Value> items = c.heap.items(c.require(0, Type::array));
  std::ranges::reverse(items);
  return c.heap.array(items);
}

Value set_union(const Call& c) {
  std::vector<Value> all;
  for (const Value set : c.heap.items(c.require(0, Type::set))) {
    if (!set.is(Type::set)) fail_type(0, "a set of sets", set);
    for (const Value item : c.heap.items(set)) all.push_back(item);
  }
  return c.heap.set(std::move(all));
}

Value set_intersection(const Call& c) {
  std::vector<Value> common;
  bool first = true;
  for (const Value set : c.heap.items(c.require(0, Type::set))) {
    if (!set.is(Type::set)) fail_type(0, "a set of sets", set);
    if (first) common = c.heap.items(set);
    std::erase_if(common, [&](Value item) { return !c.heap.contains(set, item); });
    first = false;
  }
  return c.heap.set(std::move(common));
}

Value set_diff(const Call& c) {
  std::vector<Value> left = c.heap.items(c.require(0, Type::set));
  c.require(1, Type::set);
  std::erase_if(left, [&](Value item) { return c.heap.contains(c.arg(1), item); });
  return c.heap.set(std::move(left));
}

constexpr Builtin kTable[] = {
    {"object.get", 3, get},
    {"object.keys", 1, keys},
    {"object.remove", 2, remove},
    {"object.filter", 2, filter},
    {"object.union", 2, object_union},
    {"object.union_n", 1, object_union_n},
    {"object.subset", 2, subset},
    {"array.concat", 2, array_concat},
    {"array.flatten", 1, array_flatten},
    {"array.slice", 3, array_slice},
    {"array.reverse", 1, array_reverse},
    {"union", 1, set_union},
    {"intersection", 1, set_intersection},
    {"set_diff", 2, set_diff},
};

}  // namespace

extern const BuiltinFamily builtin_objects;
const BuiltinFamily builtin_objects{kTable};

}  // namespace fleetlint::rego
