#include <fmt/format.h>

#include "rego/compile.h"
#include "rego/eval.h"

namespace fleetlint::rego {

namespace {

using Kind = Expr::Kind;

void insert(Heap& heap, Value& into, const std::vector<std::string>& path, std::size_t index, Value value) {
  if (index == path.size()) {
    into = value;
    return;
  }
  std::vector<Pair> pairs;
  if (into.is(Type::object)) pairs = heap.pairs(into);
  Value child = into.is(Type::object) ? heap.lookup(into, path[index]) : Value();
  insert(heap, child, path, index + 1, value);
  pairs.emplace_back(heap.string(path[index]), child);
  into = heap.object(std::move(pairs));
}

/// walk is no function: it has a value for each node of a document.
bool is_relation(const Expr& expr) {
  return expr.kind == Kind::call && expr.builtin != nullptr && expr.name == "walk";
}

}  // namespace

void Evaluator::tick() {
  if (++steps_ > options_.max_steps)
    throw Stop{kBudget, "the evaluation takes more steps than a policy may use; simplify the policy", {}, {}};
}

bool Evaluator::run(const Steps& steps, std::size_t index, Next next) {
  if (index == steps.size()) return next();
  tick();
  if (++depth_ > kMaxDepth) throw Stop{kBudget, "the evaluation is nested too deeply", steps[index].span, {}};
  const bool go_on = run_step(steps[index], [&] { return run(steps, index + 1, next); });
  --depth_;
  return go_on;
}

/// What follows a literal with `with` is evaluated in the world outside.
bool Evaluator::run_step(const Step& step, Next next) {
  if (step.with.empty()) return run_plain(step, next);
  World inner;
  inner.input = world.input;
  inner.data = world.data;
  inner.overlay = world.overlay;
  inner.mocks = world.mocks;
  inner.mock_values = world.mock_values;
  apply(step.with, inner);
  std::swap(world, inner);
  const std::vector<const RuleNode*> active = std::exchange(active_, {});
  const bool go_on = run_plain(step, [&] {
    std::swap(world, inner);
    const bool result = next();
    std::swap(world, inner);
    return result;
  });
  active_ = active;
  std::swap(world, inner);
  return go_on;
}

void Evaluator::apply(const std::vector<Override>& overrides, World& to) {
  for (const Override& item : overrides) {
    if (item.is_function) {
      to.mocks[item.function] = &item.value;
      if (item.value.kind == Kind::function) {
        to.mock_values.erase(item.function);
        // A function that stands in for itself, or is itself replaced, is the real one.
        continue;
      }
      to.mock_values[item.function] = eval(item.value);
      continue;
    }
    const Value value = eval(item.value);
    if (item.is_input) {
      insert(heap_, to.input, item.path, 0, value);
      continue;
    }
    auto overlay = to.overlay ? std::make_shared<Overlay>(*to.overlay) : std::make_shared<Overlay>();
    Overlay* at = overlay.get();
    std::size_t i = 0;
    for (; i < item.path.size() && !at->value; ++i) at = &at->children[item.path[i]];
    if (at->value && i < item.path.size()) {
      const std::vector<std::string> rest(item.path.begin() + static_cast<std::ptrdiff_t>(i),
                                          item.path.end());
      insert(heap_, at->value, rest, 0, value);
    } else {
      at->value = value;
      at->children.clear();
    }
    to.overlay = std::move(overlay);
  }
}

bool Evaluator::run_plain(const Step& step, Next next) {
  if (step.negated) {
    bool found = false;
    Step positive = step;  // NOLINT: negations are rare and small
    positive.negated = false;
    run_plain(positive, [&] {
      found = true;
      return false;
    });
    return found || next();
  }
  switch (step.kind) {
    case Step::Kind::expression:
      return enumerate(step.source, [&](Value value) { return value.is_false() || next(); });
    case Step::Kind::unify:
      return enumerate(step.source, [&](Value value) { return unify(step.pattern, value, next); });
    case Step::Kind::every: return run_every(step, next);
  }
  return true;
}

bool Evaluator::run_every(const Step& step, Next next) {
  const Value domain = eval(step.source);
  if (!domain.is_collection()) return true;
  for (const auto& [key, value] : heap_.pairs(domain)) {
    tick();
    if (step.key.kind == Kind::local) slot(step.key.slot) = key;
    slot(step.pattern.slot) = value;
    bool holds = false;
    run(*step.body, [&] {
      holds = true;
      return false;
    });
    if (!holds) return true;
  }
  return next();
}

bool Evaluator::is_bound(const Expr& expr) const {
  if (expr.kind == Kind::local) return static_cast<bool>((*frame_)[expr.slot]);
  if (expr.kind != Kind::array && expr.kind != Kind::object) return true;
  for (const Expr& item : expr.items) {
    if (!is_bound(item)) return false;
  }
  return true;
}

bool Evaluator::unify(const Expr& pattern, Value value, Next next) {
  switch (pattern.kind) {
    case Kind::local: {
      Value& at = slot(pattern.slot);
      if (at) return !heap_.equal(at, value) || next();
      at = value;
      std::vector<Value>* frame = frame_;
      const bool go_on = next();
      (*frame)[pattern.slot] = Value();
      return go_on;
    }
    case Kind::array:
      if (!value.is(Type::array) || value.size() != pattern.items.size()) return true;
      return unify_items(pattern, value, 0, next);
    case Kind::object:
      if (!value.is(Type::object) || value.size() != pattern.items.size() / 2) return true;
      return unify_fields(pattern, value, 0, next);
    case Kind::ref: {
      if (!is_bound(pattern))
        return enumerate(pattern, [&](Value other) { return !heap_.equal(other, value) || next(); });
      [[fallthrough]];
    }
    default: {
      const Value other = eval(pattern);
      return !other || !heap_.equal(other, value) || next();
    }
  }
}

bool Evaluator::unify_items(const Expr& pattern, Value value, std::size_t index, Next next) {
  if (index == pattern.items.size()) return next();
  return unify(pattern.items[index], heap_.item(value, index),
               [&] { return unify_items(pattern, value, index + 1, next); });
}

bool Evaluator::unify_fields(const Expr& pattern, Value value, std::size_t index, Next next) {
  if (index == pattern.items.size()) return next();
  const Value key = eval(pattern.items[index]);
  const Value field = key ? heap_.lookup(value, key) : Value();
  if (!field) return true;
  return unify(pattern.items[index + 1], field,
               [&] { return unify_fields(pattern, value, index + 2, next); });
}

bool Evaluator::enumerate(const Expr& source, Each each) {
  if (source.kind != Kind::ref) {
    const Value value = eval(source);
    if (value && is_relation(source)) {
      for (const Value item : heap_.items(value)) {
        tick();
        if (!each(item)) return false;
      }
      return true;
    }
    return !value || each(value);
  }
  const Expr& base = source.items[0];
  if (base.kind == Kind::data) return walk(root(), source, 1, each);
  const Value value = eval(base);
  return !value || walk(value, source, 1, each);
}

bool Evaluator::walk(Value value, const Expr& ref, std::size_t index, Each each) {
  if (index == ref.items.size()) return each(value);
  if (!value.is_collection()) return true;
  const Expr& step = ref.items[index];
  if (is_bound(step)) {
    const Value key = eval(step);
    const Value next = key ? heap_.lookup(value, key) : Value();
    return !next || walk(next, ref, index + 1, each);
  }
  for (const auto& [key, next] : heap_.pairs(value)) {
    tick();
    const Value child = next;
    if (!unify(step, key, [&] { return walk(child, ref, index + 1, each); })) return false;
  }
  return true;
}

Value Evaluator::eval_ref(const Expr& ref) {
  Value result;
  enumerate(ref, [&](Value value) {
    result = value;
    return false;
  });
  return result;
}

Value Evaluator::comprehension(const Expr& expr) {
  std::vector<Value> items;
  std::vector<Pair> pairs;
  run(*expr.body, [&] {
    const Value first = eval(expr.items[0]);
    if (!first) return true;
    heap_.charge(sizeof(Value));
    if (expr.kind != Kind::object_comprehension) {
      items.push_back(first);
      return true;
    }
    if (const Value second = eval(expr.items[1])) pairs.emplace_back(first, second);
    return true;
  });
  if (expr.kind == Kind::array_comprehension) return heap_.array(items);
  if (expr.kind == Kind::set_comprehension) return heap_.set(std::move(items));
  const std::size_t count = pairs.size();
  const std::vector<Pair> all = pairs;
  const Value object = heap_.object(std::move(pairs));
  if (object.size() != count) {
    for (const auto& [key, value] : all) {
      if (!heap_.equal(heap_.lookup(object, key), value))
        throw Stop{kConflict, "object keys must be unique", expr.span, {}};
    }
  }
  return object;
}

Value Evaluator::template_text(const Expr& expr) {
  std::string text;
  for (const Expr& item : expr.items) {
    const Value value = eval(item);
    if (value.is(Type::string)) {
      text += value.text();
      continue;
    }
    if (value.size() == 0) {
      text += "<undefined>";
      continue;
    }
    if (value.size() > 1) throw Stop{kConflict, "template expression has more than one value", expr.span, {}};
    const Value only = heap_.item(value, 0);
    text += only.is(Type::string) ? std::string(only.text()) : to_rego(heap_, only);
  }
  return heap_.string(text);
}

Value Evaluator::eval(const Expr& expr) {
  switch (expr.kind) {
    case Kind::constant: return expr.constant;
    case Kind::local: return slot(expr.slot);
    case Kind::input: return world.input;
    case Kind::data: return document(root());
    case Kind::ref: return eval_ref(expr);
    case Kind::call: return call(expr);
    case Kind::array_comprehension:
    case Kind::set_comprehension:
    case Kind::object_comprehension: return comprehension(expr);
    case Kind::template_string: return template_text(expr);
    case Kind::function: return {};
    case Kind::array:
    case Kind::set: {
      std::vector<Value> items;
      items.reserve(expr.items.size());
      for (const Expr& item : expr.items) {
        const Value value = eval(item);
        if (!value) return {};
        items.push_back(value);
      }
      return expr.kind == Kind::array ? heap_.array(items) : heap_.set(std::move(items));
    }
    case Kind::object: {
      std::vector<Pair> pairs;
      for (std::size_t i = 0; i + 1 < expr.items.size(); i += 2) {
        const Value key = eval(expr.items[i]);
        const Value value = key ? eval(expr.items[i + 1]) : Value();
        if (!value) return {};
        pairs.emplace_back(key, value);
      }
      return heap_.object(std::move(pairs));
    }
  }
  return {};
}

}  // namespace fleetlint::rego
