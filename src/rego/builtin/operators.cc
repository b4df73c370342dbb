// What operators stand for: comparison, arithmetic, sets, membership.
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

Value equal(const Call& c) { return Value::boolean(c.heap.equal(c.arg(0), c.arg(1))); }
Value neq(const Call& c) { return Value::boolean(!c.heap.equal(c.arg(0), c.arg(1))); }
Value lt(const Call& c) { return Value::boolean(c.heap.compare(c.arg(0), c.arg(1)) < 0); }
Value lte(const Call& c) { return Value::boolean(c.heap.compare(c.arg(0), c.arg(1)) <= 0); }
Value gt(const Call& c) { return Value::boolean(c.heap.compare(c.arg(0), c.arg(1)) > 0); }
Value gte(const Call& c) { return Value::boolean(c.heap.compare(c.arg(0), c.arg(1)) >= 0); }

Value calculate(const Call& c, Arithmetic operation) {
  const ArithmeticResult result =
      arithmetic(c.heap, operation, c.require(0, Type::number), c.require(1, Type::number));
  if (!result.error.empty()) fail_builtin(std::string(result.error));
  return result.value;
}

Value plus(const Call& c) { return calculate(c, Arithmetic::plus); }
Value mul(const Call& c) { return calculate(c, Arithmetic::mul); }
Value div(const Call& c) { return calculate(c, Arithmetic::div); }
Value rem(const Call& c) { return calculate(c, Arithmetic::rem); }

Value minus(const Call& c) {
  if (!c.arg(0).is(Type::set)) {
    c.require(0, Type::number, Type::set);
    return calculate(c, Arithmetic::minus);
  }
  c.require(1, Type::set);
  std::vector<Value> left;
  for (const Value item : c.heap.items(c.arg(0))) {
    if (!c.heap.contains(c.arg(1), item)) left.push_back(item);
  }
  return c.heap.set(std::move(left));
}

Value set_and(const Call& c) {
  c.require(1, Type::set);
  std::vector<Value> both;
  for (const Value item : c.heap.items(c.require(0, Type::set))) {
    if (c.heap.contains(c.arg(1), item)) both.push_back(item);
  }
  return c.heap.set(std::move(both));
}

Value set_or(const Call& c) {
  std::vector<Value> all = c.heap.items(c.require(0, Type::set));
  for (const Value item : c.heap.items(c.require(1, Type::set))) all.push_back(item);
  return c.heap.set(std::move(all));
}

Value member(const Call& c) {
  if (!c.arg(1).is_collection()) return Value::boolean(false);
  if (c.arg(1).is(Type::set)) return Value::boolean(c.heap.contains(c.arg(1), c.arg(0)));
  for (const Value item : c.heap.items(c.arg(1))) {
    if (c.heap.equal(item, c.arg(0))) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value member_with_key(const Call& c) {
  if (!c.arg(2).is_collection()) return Value::boolean(false);
  const Value found = c.heap.lookup(c.arg(2), c.arg(0));
  return Value::boolean(found && c.heap.equal(found, c.arg(1)));
}

constexpr Builtin kTable[] = {
    {"equal", 2, equal},
    {"neq", 2, neq},
    {"lt", 2, lt},
    {"lte", 2, lte},
    {"gt", 2, gt},
    {"gte", 2, gte},
    {"plus", 2, plus},
    {"minus", 2, minus},
    {"mul", 2, mul},
    {"div", 2, div},
    {"rem", 2, rem},
    {"and", 2, set_and},
    {"or", 2, set_or},
    {"eq", 2, equal},
    {"internal.member_2", 2, member},
    {"internal.member_3", 3, member_with_key},
};

}  // namespace

extern const BuiltinFamily builtin_operators;
const BuiltinFamily builtin_operators{kTable};

}  // namespace fleetlint::rego
