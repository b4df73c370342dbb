// Lists taken as sets.
#include "cel/library.h"

namespace fleetlint::cel {

namespace {

bool has(Context& c, const Value& list, const Value& item) {
  for (std::size_t i = 0; i < list.size() && !c.is_over_budget(); ++i) {
    if (equal(c.arena, list.at(c.arena, i), item, c.budget())) return true;
  }
  return false;
}

bool has_all(Context& c, const Value& list, const Value& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!has(c, list, items.at(c.arena, i))) return false;
  }
  return true;
}

Value contains(Context& c, std::span<const Value> a) { return Value::of(has_all(c, a[0], a[1])); }
Value equivalent(Context& c, std::span<const Value> a) {
  return Value::of(has_all(c, a[0], a[1]) && has_all(c, a[1], a[0]));
}
Value intersects(Context& c, std::span<const Value> a) {
  for (std::size_t i = 0; i < a[1].size(); ++i) {
    if (has(c, a[0], a[1].at(c.arena, i))) return Value::of(true);
  }
  return Value::of(false);
}

constexpr int kSince = 29;

constexpr Signature kRows[] = {
    {"sets.contains(list(A), list(A)) bool", contains, kSince},
    {"sets.equivalent(list(A), list(A)) bool", equivalent, kSince},
    {"sets.intersects(list(A), list(A)) bool", intersects, kSince},
};

}  // namespace

void add_sets(Library& library) { library.add(kRows); }

}  // namespace fleetlint::cel
