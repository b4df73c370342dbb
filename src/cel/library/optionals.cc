// Optional values; what `.?` and `[?]` do is in evaluate.cc and operators.cc.
#include "cel/library.h"

namespace fleetlint::cel {

namespace {

constexpr std::int64_t kYearOne = -62'135'596'800;  // the zero of Go's times

bool is_zero(const Value& value) {
  switch (value.kind()) {
    case ValueKind::null: return true;
    case ValueKind::boolean: return !value.boolean();
    case ValueKind::integer: return value.integer() == 0;
    case ValueKind::unsigned_integer: return value.unsigned_integer() == 0;
    case ValueKind::floating: return value.floating() == 0;
    case ValueKind::string:
    case ValueKind::bytes: return value.text().empty();
    case ValueKind::timestamp: return value.seconds() == kYearOne && value.nanos() == 0;
    case ValueKind::duration: return value.duration_nanos() == 0;
    case ValueKind::list:
    case ValueKind::map: return value.size() == 0;
    case ValueKind::optional: return value.optional() == nullptr;
    default: return false;
  }
}

Value some(Context& c, std::span<const Value> a) { return c.some(a[0]); }
Value none(Context&, std::span<const Value>) { return Value::optional(nullptr); }
Value of_non_zero(Context& c, std::span<const Value> a) {
  return is_zero(a[0]) ? Value::optional(nullptr) : c.some(a[0]);
}
Value has_value(Context&, std::span<const Value> a) { return Value::of(a[0].optional() != nullptr); }
Value get(Context& c, std::span<const Value> a) {
  return a[0].optional() == nullptr ? c.error("optional.none() has no value; ask hasValue() first")
                                    : *a[0].optional();
}
Value either(Context&, std::span<const Value> a) { return a[0].optional() != nullptr ? a[0] : a[1]; }
Value value_or(Context&, std::span<const Value> a) {
  return a[0].optional() != nullptr ? *a[0].optional() : a[1];
}

/// All values of a list of optionals.
Value unwrap(Context& c, std::span<const Value> a) {
  std::vector<Value> items;
  for (std::size_t i = 0; i < a[0].size(); ++i) {
    const Value item = a[0].at(c.arena, i);
    if (!item.is(ValueKind::optional)) return c.no_overload("unwrap");
    if (item.optional() != nullptr) items.push_back(*item.optional());
  }
  if (!c.charge(items.size())) return c.over_budget();
  return c.list(items);
}

constexpr int kSince = 28;

constexpr Signature kRows[] = {
    {"optional.of(A) optional(A)", some, kSince},
    {"optional.none() optional(A)", none, kSince},
    {"optional.ofNonZeroValue(A) optional(A)", of_non_zero, kSince},
    {"optional(A):hasValue() bool", has_value, kSince},
    {"optional(A):value() A", get, kSince},
    {"optional(A):or(optional(A)) optional(A)", either, kSince},
    {"optional(A):orValue(A) A", value_or, kSince},
};

constexpr Signature kSpecRows[] = {
    {"optional.unwrap(list(optional(A))) list(A)", unwrap},
    {"list(optional(A)):unwrapOpt() list(A)", unwrap},
};

}  // namespace

void add_optionals(Library& library) {
  library.add(kRows);
  if (library.features().spec_extensions) library.add(kSpecRows);
}

}  // namespace fleetlint::cel
