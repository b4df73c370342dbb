#include "rego/rule_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "base/strings.h"
#include "rego/builtin.h"
#include "rego/stop.h"

namespace fleetlint::rego {

namespace {

constexpr int kVariadic = -1;

/// Builtins that Rego 1 does not have.
constexpr std::string_view kDeprecated[] = {
    "all",      "any",         "cast_array",       "cast_boolean", "cast_null", "cast_object",
    "cast_set", "cast_string", "net.cidr_overlap", "re_match",     "set_diff"};

}  // namespace

Expr RuleCompiler::hoist(Expr expr, Steps& out) {
  if (expr.kind == Kind::constant || expr.kind == Kind::local) return expr;
  const std::uint32_t slot = new_slot("", false);
  Step step;
  step.kind = Step::Kind::unify;
  step.span = expr.span;
  step.pattern = local(slot, expr.span);
  step.source = std::move(expr);
  const Expr result = step.pattern;
  out.push_back(std::move(step));
  return result;
}

bool RuleCompiler::may_vary(const Expr& expr) const {
  if (expr.kind == Kind::local) return !definite_[expr.slot];
  if (expr.kind != Kind::array && expr.kind != Kind::object && expr.kind != Kind::set) return false;
  return std::ranges::any_of(expr.items, [&](const Expr& item) { return may_vary(item); });
}

bool RuleCompiler::is_pattern_of_many(const Expr& ref) const {
  if (ref.kind != Kind::ref) return false;
  return std::any_of(ref.items.begin() + 1, ref.items.end(),
                     [&](const Expr& step) { return may_vary(step); });
}

Expr RuleCompiler::global(std::string_view name, source::Span span) {
  Expr expr;
  expr.span = span;
  std::vector<std::string> path;
  if (name == "input" || name == "data") {
    path.emplace_back(name);
  } else if (const auto found = module_.imports.find(name); found != module_.imports.end()) {
    path = found->second;
  } else {
    path = module_.package;
    path.insert(path.begin(), "data");
    path.emplace_back(name);
  }
  Expr base;
  base.kind = path[0] == "input" ? Kind::input : Kind::data;
  base.span = span;
  if (path.size() == 1) return base;
  expr.kind = Kind::ref;
  expr.items.push_back(std::move(base));
  for (std::size_t i = 1; i < path.size(); ++i) expr.items.push_back(constant(heap_.string(path[i]), span));
  return expr;
}

Expr RuleCompiler::name(const Term& term, Scope& scope) {
  if (term.text == "_") return local(new_slot("_", false), term.span);
  if (const std::uint32_t* slot = scope.find(term.text)) return local(*slot, term.span);
  if (is_global(term.text)) return global(term.text, term.span);
  fail(kUnsafeVar, fmt::format("var {} is unsafe", term.text), term.span);
}

Expr RuleCompiler::term(const Term& term, Scope& scope, Steps& out, bool is_source) {
  Expr expr;
  expr.span = term.span;
  switch (term.kind) {
    case Term::Kind::null:
    case Term::Kind::boolean:
    case Term::Kind::number:
    case Term::Kind::string: return constant(constant_term(term, heap_), term.span);
    case Term::Kind::var: {
      expr = name(term, scope);
      if (expr.kind == Kind::ref && hoist_refs_ && !is_source) return hoist(std::move(expr), out);
      return expr;
    }
    case Term::Kind::ref: {
      expr = ref(term, scope, out);
      if (!is_source && (hoist_refs_ || is_pattern_of_many(expr))) return hoist(std::move(expr), out);
      return expr;
    }
    case Term::Kind::call: {
      expr = call(term, scope, out);
      const bool calls = hoist_calls_ || (!is_source && expr.name == "walk");
      return calls ? hoist(std::move(expr), out) : std::move(expr);
    }
    case Term::Kind::array_comprehension:
    case Term::Kind::set_comprehension:
    case Term::Kind::object_comprehension: return comprehension(term, scope);
    case Term::Kind::array: expr.kind = Kind::array; break;
    case Term::Kind::set: expr.kind = Kind::set; break;
    case Term::Kind::object: expr.kind = Kind::object; break;
    case Term::Kind::template_string: {
      // An undefined part shows as such and spoils nothing: each is a set of its values.
      expr.kind = Kind::template_string;
      for (const Term& item : term.items) {
        if (item.kind == Term::Kind::string) {
          expr.items.push_back(constant(heap_.string(item.text), item.span));
          continue;
        }
        expr.items.push_back(comprehension(item, scope));
      }
      return expr;
    }
  }
  bool all_constant = true;
  for (const Term& item : term.items) {
    expr.items.push_back(this->term(item, scope, out));
    all_constant = all_constant && expr.items.back().kind == Kind::constant;
  }
  return all_constant ? constant(constant_term(term, heap_), term.span) : std::move(expr);
}

Expr RuleCompiler::ref(const Term& term, Scope& scope, Steps& out) {
  Expr expr = this->term(term.items[0], scope, out, true);
  if (expr.kind == Kind::ref && is_pattern_of_many(expr)) expr = hoist(std::move(expr), out);
  if (expr.kind != Kind::ref) {
    Expr base = std::move(expr);
    expr = Expr();
    expr.kind = Kind::ref;
    expr.items.push_back(std::move(base));
  }
  expr.span = term.span;
  for (std::size_t i = 1; i < term.items.size(); ++i)
    expr.items.push_back(this->term(term.items[i], scope, out));
  return expr;
}

/// The full name that a reference has as a function or a document: {"data", "a", "f"} or
/// {"regex", "match"}; empty where it is none.
std::vector<std::string> RuleCompiler::full_name(const Term& operation, Scope& scope) const {
  const std::string text = dotted(operation);
  if (text.empty()) return {};
  std::vector<std::string> steps;
  const Term& head = operation.kind == Term::Kind::var ? operation : operation.items[0];
  if (scope.find(head.text) != nullptr) return {};
  if (head.text == "input" || head.text == "data") {
    steps.push_back(head.text);
  } else if (const auto found = module_.imports.find(head.text); found != module_.imports.end()) {
    steps = found->second;
  } else if (is_global(head.text)) {
    steps = module_.package;
    steps.insert(steps.begin(), "data");
    steps.push_back(head.text);
  } else {
    steps.push_back(head.text);
  }
  if (operation.kind == Term::Kind::ref) {
    for (std::size_t i = 1; i < operation.items.size(); ++i) steps.push_back(operation.items[i].text);
  }
  return steps;
}

Expr RuleCompiler::call(const Term& term, Scope& scope, Steps& out, CallPlace place) {
  Expr expr;
  expr.kind = Kind::call;
  expr.span = term.span;
  const std::string written = dotted(term.items[0]);
  const std::vector<std::string> steps =
      term.infix ? std::vector<std::string>{} : full_name(term.items[0], scope);
  const auto count = static_cast<int>(term.items.size()) - 1;
  if (!steps.empty() && steps[0] == "data") {
    const RuleNode* node = &root_;
    for (std::size_t i = 1; i < steps.size() && node != nullptr; ++i) node = node->find(steps[i]);
    // Rego 0 calls a document that was written as f() = .. like a function.
    if (node != nullptr && !node->is_function && count == 0 && !module_.v1)
      return this->term(term.items[0], scope, out, true);
    if (node == nullptr || !node->is_function)
      fail(kTypeError, fmt::format("undefined function {}", join(steps, ".")), term.span);
    expr.function = node;
    expr.name = node->path;
    if (node->arity != count && (place == CallPlace::nested || node->arity + 1 != count))
      fail(kTypeError, fmt::format("function {} has arity {}, got {} arguments", written, node->arity, count),
           term.span);
  } else {
    expr.name = term.infix ? written : join(steps, ".");
    expr.builtin = find_builtin(expr.name);
    if (expr.builtin == nullptr) fail(kTypeError, fmt::format("undefined function {}", written), term.span);
    if (module_.v1 && !term.infix && std::ranges::find(kDeprecated, expr.name) != std::end(kDeprecated))
      fail(kTypeError, fmt::format("deprecated built-in function calls in expression: {}", expr.name),
           term.span);
    const int arity = expr.builtin->arity;
    if (arity != kVariadic && arity != count && (place == CallPlace::nested || arity + 1 != count))
      fail(kTypeError, fmt::format("{}: arity mismatch, wants {}, got {} arguments", written, arity, count),
           term.span);
  }
  const int arity = expr.function != nullptr ? expr.function->arity : expr.builtin->arity;
  const bool may_be_undefined = place == CallPlace::negated && term.infix && written == "equal";
  for (std::size_t i = 1; i < term.items.size(); ++i)
    expr.items.push_back(this->term(term.items[i], scope, out, may_be_undefined));
  if (arity == kVariadic || arity == count) return expr;
  // f(x, y) with one argument too many is f(x) = y.
  if (place == CallPlace::negated) {
    Expr equal;
    equal.kind = Kind::call;
    equal.span = term.span;
    equal.name = "equal";
    equal.builtin = find_builtin(equal.name);
    Expr result = std::move(expr.items.back());
    expr.items.pop_back();
    equal.items.push_back(std::move(expr));
    equal.items.push_back(std::move(result));
    return equal;
  }
  Step step;
  step.kind = Step::Kind::unify;
  step.span = term.span;
  step.pattern = std::move(expr.items.back());
  expr.items.pop_back();
  step.source = std::move(expr);
  out.push_back(std::move(step));
  return constant(Value::boolean(true), term.span);
}

Expr RuleCompiler::comprehension(const Term& term, Scope& scope) {
  const bool refs = std::exchange(hoist_refs_, false);
  const bool calls = std::exchange(hoist_calls_, false);
  Expr expr;
  expr.span = term.span;
  expr.kind = term.kind == Term::Kind::array_comprehension ? Kind::array_comprehension
              : term.kind == Term::Kind::set_comprehension ? Kind::set_comprehension
                                                           : Kind::object_comprehension;
  const auto outer = static_cast<std::uint32_t>(names_.size());
  std::set<std::uint32_t> bound;
  for (std::uint32_t i = 0; i < outer; ++i) bound.insert(i);
  Scope inner(&scope);
  Body whole = term.body;
  declare(whole, inner);
  for (const Term& head : term.items) collect_implicit(head, inner);
  Steps steps;
  for (const Literal& item : whole) literal(item, inner, steps);
  for (const Term& head : term.items) expr.items.push_back(this->term(head, inner, steps));
  order_steps(steps, bound, names_);
  std::set<std::uint32_t> used;
  collect_slots(steps, used);
  for (const Expr& head : expr.items) {
    collect_slots(head, used);
    std::set<std::uint32_t> read;
    collect_slots(head, read);
    for (const std::uint32_t slot : read) {
      if (!bound.contains(slot)) fail(kUnsafeVar, fmt::format("var {} is unsafe", names_[slot]), head.span);
    }
  }
  for (const std::uint32_t slot : used) {
    if (slot < outer) expr.captured.push_back(slot);
  }
  expr.body = std::make_shared<Steps>(std::move(steps));
  hoist_refs_ = refs;
  hoist_calls_ = calls;
  return expr;
}

}  // namespace fleetlint::rego
