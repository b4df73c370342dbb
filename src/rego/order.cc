#include <fmt/format.h>

#include <algorithm>

#include "rego/compile.h"
#include "rego/stop.h"

namespace fleetlint::rego {

namespace {

using Kind = Expr::Kind;
using Slots = std::set<std::uint32_t>;

bool all_bound(const std::vector<std::uint32_t>& slots, const Slots& bound) {
  return std::ranges::all_of(slots, [&](std::uint32_t slot) { return bound.contains(slot); });
}

/// Can the expression be evaluated when these are bound?
bool is_ground(const Expr& expr, const Slots& bound) {
  if (expr.kind == Kind::local) return bound.contains(expr.slot);
  if (expr.body) return all_bound(expr.captured, bound);
  return std::ranges::all_of(expr.items, [&](const Expr& item) { return is_ground(item, bound); });
}

/// Can a value be unified with it? Adds what that binds.
bool is_pattern(const Expr& expr, Slots& bound) {
  switch (expr.kind) {
    case Kind::local: bound.insert(expr.slot); return true;
    case Kind::array:
      return std::ranges::all_of(expr.items, [&](const Expr& item) { return is_pattern(item, bound); });
    case Kind::object:
      for (std::size_t i = 0; i + 1 < expr.items.size(); i += 2) {
        if (!is_ground(expr.items[i], bound) || !is_pattern(expr.items[i + 1], bound)) return false;
      }
      return true;
    default: return is_ground(expr, bound);
  }
}

/// Can its values be enumerated?
bool is_source(const Expr& expr, Slots& bound) {
  if (expr.kind != Kind::ref) return is_ground(expr, bound);
  if (!is_ground(expr.items[0], bound)) return false;
  for (std::size_t i = 1; i < expr.items.size(); ++i) {
    if (!is_pattern(expr.items[i], bound)) return false;
  }
  return true;
}

bool overrides_ground(const Step& step, const Slots& bound) {
  return std::ranges::all_of(step.with, [&](const Override& item) { return is_ground(item.value, bound); });
}

/// Whether the step can run now; turns a unification so that its source is the side
/// that can be evaluated.
bool is_ready(Step& step, Slots& bound) {
  if (!overrides_ground(step, bound)) return false;
  Slots next = bound;
  switch (step.kind) {
    case Step::Kind::every: return is_ground(step.source, bound) && all_bound(step.captured, bound);
    case Step::Kind::expression:
      if (step.negated) return is_ground(step.source, bound);
      if (!is_source(step.source, next)) return false;
      break;
    case Step::Kind::unify:
      if (step.negated) return is_ground(step.source, bound) && is_ground(step.pattern, bound);
      if (!is_source(step.source, next) || !is_pattern(step.pattern, next)) {
        next = bound;
        if (!is_source(step.pattern, next) || !is_pattern(step.source, next)) return false;
        std::swap(step.source, step.pattern);
      }
      break;
  }
  bound = std::move(next);
  return true;
}

[[noreturn]] void refuse(const std::vector<Step>& left, const Slots& bound,
                         const std::vector<std::string>& names) {
  for (const Step& step : left) {
    Slots used;
    collect_slots(Steps{step}, used);
    for (const std::uint32_t slot : used) {
      if (bound.contains(slot) || slot >= names.size() || names[slot].empty()) continue;
      throw Stop{kUnsafeVar,
                 fmt::format("var {} is unsafe: nothing gives it a value before it is needed", names[slot]),
                 step.span,
                 {}};
    }
  }
  throw Stop{kUnsafeVar, "expression is unsafe: nothing gives its variables a value", left.front().span, {}};
}

}  // namespace

void collect_slots(const Expr& expr, Slots& slots) {
  if (expr.kind == Kind::local) slots.insert(expr.slot);
  if (expr.body) {
    slots.insert(expr.captured.begin(), expr.captured.end());
    return;
  }
  for (const Expr& item : expr.items) collect_slots(item, slots);
}

void collect_slots(const Steps& steps, Slots& slots) {
  for (const Step& step : steps) {
    collect_slots(step.source, slots);
    if (step.kind == Step::Kind::every) {
      slots.insert(step.captured.begin(), step.captured.end());
    } else {
      collect_slots(step.pattern, slots);
    }
    for (const Override& item : step.with) collect_slots(item.value, slots);
  }
}

void order_steps(Steps& steps, Slots& bound, const std::vector<std::string>& names) {
  Steps left = std::move(steps);
  Steps ordered;
  ordered.reserve(left.size());
  while (!left.empty()) {
    const std::size_t before = ordered.size();
    Steps waiting;
    for (Step& step : left) {
      if (is_ready(step, bound)) {
        ordered.push_back(std::move(step));
      } else {
        waiting.push_back(std::move(step));
      }
    }
    if (ordered.size() == before) refuse(waiting, bound, names);
    left = std::move(waiting);
  }
  steps = std::move(ordered);
}

}  // namespace fleetlint::rego
