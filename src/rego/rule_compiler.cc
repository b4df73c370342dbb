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

std::string path_text(const std::vector<std::string>& steps) {
  std::string text = "data";
  for (const std::string& step : steps) text += "." + step;
  return text;
}

}  // namespace

void RuleCompiler::collect_declared(const Term& target, std::set<std::string, std::less<>>& names) const {
  if (target.kind == Term::Kind::var) names.insert(target.text);
  if (target.kind == Term::Kind::array) {
    for (const Term& item : target.items) collect_declared(item, names);
  }
  if (target.kind == Term::Kind::object) {
    for (std::size_t i = 1; i < target.items.size(); i += 2) collect_declared(target.items[i], names);
  }
}

/// Variables that nobody declared live in the outermost body that mentions them.
void RuleCompiler::collect_implicit(const Term& term, Scope& scope) {
  switch (term.kind) {
    case Term::Kind::var:
      if (term.text == "_" || scope.later.contains(term.text)) return;
      if (scope.find(term.text) == nullptr && !is_global(term.text))
        scope.names[term.text] = new_slot(term.text, false);
      return;
    case Term::Kind::array_comprehension:
    case Term::Kind::set_comprehension:
    case Term::Kind::object_comprehension: return;
    case Term::Kind::call:
      for (std::size_t i = 1; i < term.items.size(); ++i) collect_implicit(term.items[i], scope);
      return;
    default:
      for (const Term& item : term.items) collect_implicit(item, scope);
  }
}

void RuleCompiler::declare(const Body& body, Scope& scope) {
  for (const Literal& literal : body) {
    if (literal.kind == Literal::Kind::some || literal.kind == Literal::Kind::some_in) {
      for (const Term& name : literal.names) collect_declared(name, scope.later);
    } else if (literal.kind == Literal::Kind::expression && literal.expr.kind == Term::Kind::call &&
               literal.expr.infix && literal.expr.items[0].text == "assign") {
      collect_declared(literal.expr.items[1], scope.later);
    }
  }
  for (const Literal& literal : body) {
    if (literal.kind == Literal::Kind::expression || literal.kind == Literal::Kind::some_in ||
        literal.kind == Literal::Kind::every)
      collect_implicit(literal.expr, scope);
    if (literal.kind == Literal::Kind::some_in) {
      for (const Term& name : literal.names) {
        if (name.kind != Term::Kind::var) collect_implicit(name, scope);
      }
    }
    for (const With& with : literal.with) {
      if (find_builtin(dotted(with.value)) == nullptr) collect_implicit(with.value, scope);
    }
  }
}

Steps RuleCompiler::body(const Body& body, Scope& scope) {
  declare(body, scope);
  Steps steps;
  for (const Literal& item : body) literal(item, scope, steps);
  return steps;
}

void RuleCompiler::literal(const Literal& literal, Scope& scope, Steps& out) {
  const std::size_t first = out.size();
  std::vector<Override> overrides;
  Steps before;
  for (const With& item : literal.with) overrides.push_back(with(item, scope, before));
  // Of what is negated only the outermost may be undefined: refs and calls inside it have to
  // have a value, else the whole body has none.
  const bool refs = std::exchange(hoist_refs_, literal.negated);
  const bool calls = std::exchange(hoist_calls_, literal.negated);
  switch (literal.kind) {
    case Literal::Kind::some:
      for (const Term& name : literal.names) {
        require_new(name.text, scope, name.span);
        scope.names[name.text] = new_slot(name.text, false);
      }
      break;
    case Literal::Kind::some_in: {
      // `some k, v in xs` is v = xs[k]; the collection knows none of the new names.
      Expr collection = term(literal.expr, scope, out);
      for (const Term& name : literal.names) {
        std::set<std::string, std::less<>> declared;
        collect_declared(name, declared);
        for (const std::string& text : declared) {
          if (text == "_") continue;
          require_new(text, scope, name.span);
          scope.names[text] = new_slot(text, false);
        }
      }
      Step step;
      step.kind = Step::Kind::unify;
      step.source.kind = Kind::ref;
      step.source.span = literal.expr.span;
      step.source.items.push_back(std::move(collection));
      step.source.items.push_back(literal.names.size() == 2 ? term(literal.names[0], scope, out)
                                                            : local(new_slot("_", false), literal.span));
      step.pattern = term(literal.names.back(), scope, out);
      out.push_back(std::move(step));
      break;
    }
    case Literal::Kind::every: every(literal, scope, out); break;
    case Literal::Kind::expression: {
      const Term& expr = literal.expr;
      const bool infix = expr.kind == Term::Kind::call && expr.infix;
      if (infix && expr.items[0].text == "assign") {
        if (literal.negated)
          fail(kCompileError, "cannot assign vars inside negated expression", literal.span);
        assign(expr.items[1], expr.items[2], scope, out, expr.span);
      } else if (infix && expr.items[0].text == "eq") {
        unify(expr.items[1], expr.items[2], scope, literal.negated, out, expr.span);
      } else {
        Step step;
        const bool is_call = expr.kind == Term::Kind::call;
        if (is_call) {
          step.source = call(expr, scope, out, literal.negated ? CallPlace::negated : CallPlace::statement);
        } else {
          step.source = term(expr, scope, out, true);
        }
        step.negated = literal.negated;
        out.push_back(std::move(step));
      }
      break;
    }
  }
  hoist_refs_ = refs;
  hoist_calls_ = calls;
  for (std::size_t i = first; i < out.size(); ++i) {
    if (out[i].span == source::Span{}) out[i].span = literal.span;
    for (const Override& item : overrides) out[i].with.push_back(item);
  }
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(first), std::make_move_iterator(before.begin()),
             std::make_move_iterator(before.end()));
}

void RuleCompiler::unify(const Term& a, const Term& b, Scope& scope, bool negated, Steps& out,
                         source::Span span) {
  // Element by element, so that [x, y] = [y, 1] finds its order.
  if (!negated && a.kind == Term::Kind::array && b.kind == Term::Kind::array &&
      a.items.size() == b.items.size() && !a.items.empty()) {
    for (std::size_t i = 0; i < a.items.size(); ++i) unify(a.items[i], b.items[i], scope, negated, out, span);
    return;
  }
  if (!negated && a.kind == Term::Kind::object && b.kind == Term::Kind::object &&
      a.items.size() == b.items.size() && !a.items.empty()) {
    const auto same_keys = [&] {
      for (std::size_t i = 0; i < a.items.size(); i += 2) {
        if (a.items[i].kind != Term::Kind::string || b.items[i].kind != Term::Kind::string ||
            a.items[i].text != b.items[i].text)
          return false;
      }
      return true;
    };
    if (same_keys()) {
      for (std::size_t i = 1; i < a.items.size(); i += 2)
        unify(a.items[i], b.items[i], scope, negated, out, span);
      return;
    }
  }
  Step step;
  step.kind = Step::Kind::unify;
  step.negated = negated;
  step.source = term(a, scope, out, true);
  step.pattern = term(b, scope, out, true);
  step.span = span;
  if (!negated && is_pattern_of_many(step.source) && is_pattern_of_many(step.pattern))
    step.pattern = hoist(std::move(step.pattern), out);
  out.push_back(std::move(step));
}

void RuleCompiler::require_new(const std::string& name, const Scope& scope, source::Span span) {
  if (scope.names.contains(name)) fail(kCompileError, fmt::format("var {} assigned above", name), span);
  if (scope.arguments != nullptr && scope.arguments->names.contains(name))
    fail(kCompileError, fmt::format("arg {} redeclared", name), span);
}

Expr RuleCompiler::declare_pattern(const Term& target, Scope& scope) {
  switch (target.kind) {
    case Term::Kind::var: {
      if (target.text == "_") return local(new_slot("_", false), target.span);
      if (target.text == "input" || target.text == "data")
        fail(kCompileError, fmt::format("cannot assign to {}", target.text), target.span);
      require_new(target.text, scope, target.span);
      const std::uint32_t slot = new_slot(target.text, false);
      scope.names[target.text] = slot;
      return local(slot, target.span);
    }
    case Term::Kind::array: {
      Expr expr;
      expr.kind = Kind::array;
      for (const Term& item : target.items) expr.items.push_back(declare_pattern(item, scope));
      return expr;
    }
    case Term::Kind::object: {
      Expr expr;
      expr.kind = Kind::object;
      Steps none;
      for (std::size_t i = 0; i + 1 < target.items.size(); i += 2) {
        expr.items.push_back(term(target.items[i], scope, none));
        expr.items.push_back(declare_pattern(target.items[i + 1], scope));
      }
      return expr;
    }
    case Term::Kind::null:
    case Term::Kind::boolean:
    case Term::Kind::number:
    case Term::Kind::string: {
      Steps none;
      return term(target, scope, none);
    }
    default:
      fail(kCompileError, "cannot assign to this term; only names, arrays and objects can be assigned to",
           target.span);
  }
}

void RuleCompiler::assign(const Term& target, const Term& value, Scope& scope, Steps& out,
                          source::Span span) {
  if (target.kind != Term::Kind::var && target.kind != Term::Kind::array && target.kind != Term::Kind::object)
    fail(kCompileError, "cannot assign to this term; only names, arrays and objects can be assigned to",
         target.span);
  Step step;
  step.kind = Step::Kind::unify;
  step.span = span;
  step.source = term(value, scope, out, true);
  step.pattern = declare_pattern(target, scope);
  out.push_back(std::move(step));
}

void RuleCompiler::every(const Literal& literal, Scope& scope, Steps& out) {
  Step step;
  step.kind = Step::Kind::every;
  step.negated = literal.negated;
  step.source = hoist(term(literal.expr, scope, out, true), out);
  const auto outer = static_cast<std::uint32_t>(names_.size());
  Scope inner(&scope);
  const auto slot_of = [&](const Term& name) {
    const std::uint32_t slot = new_slot(name.text, true);
    if (name.text != "_") inner.names[name.text] = slot;
    return local(slot, name.span);
  };
  if (literal.names.size() == 2) step.key = slot_of(literal.names[0]);
  step.pattern = slot_of(literal.names.back());
  std::set<std::uint32_t> bound;
  for (std::uint32_t i = 0; i < names_.size(); ++i) bound.insert(i);
  Scope inside(&inner);
  step.body = std::make_shared<Steps>(body(literal.body, inside));
  order_steps(*step.body, bound, names_);
  std::set<std::uint32_t> used;
  collect_slots(*step.body, used);
  for (const std::uint32_t slot : used) {
    if (slot < outer) step.captured.push_back(slot);
  }
  out.push_back(std::move(step));
}

Override RuleCompiler::with(const With& with, Scope& scope, Steps& out) {
  Override result;
  int replaced_arity = 0;
  std::vector<std::string> name = full_name(with.target, scope);
  if (name.empty())
    fail(kTypeError, "with keyword target must reference existing input, data, or a function",
         with.target.span);
  if (name[0] == "input" || name[0] == "data") {
    result.is_input = name[0] == "input";
    result.path.assign(name.begin() + 1, name.end());
    const RuleNode* node = result.is_input ? nullptr : &root_;
    for (const std::string& step : result.path) node = node == nullptr ? nullptr : node->find(step);
    if (node != nullptr && node->is_function) {
      result.is_function = true;
      result.function = path_text(result.path);
      replaced_arity = node->arity;
    }
  } else {
    result.is_function = true;
    result.function = join(name, ".");
    if (find_builtin(result.function) == nullptr)
      fail(kTypeError, "with keyword target must reference existing input, data, or a function",
           with.target.span);
    replaced_arity = find_builtin(result.function)->arity;
  }
  if (result.is_function) {
    // A function may stand in for a function.
    const std::vector<std::string> other = full_name(with.value, scope);
    if (!other.empty() && other[0] != "input") {
      Expr function;
      function.kind = Kind::function;
      function.name = join(other, ".");
      function.builtin = other[0] == "data" ? nullptr : find_builtin(function.name);
      const RuleNode* node = other[0] == "data" ? &root_ : nullptr;
      for (std::size_t i = 1; i < other.size(); ++i) node = node == nullptr ? nullptr : node->find(other[i]);
      if (node != nullptr && node->is_function) function.function = node;
      if (function.builtin != nullptr || function.function != nullptr) {
        const int arity = function.builtin != nullptr ? function.builtin->arity : function.function->arity;
        if (arity != replaced_arity)
          fail(kTypeError,
               fmt::format("function {} cannot stand in for {}: they have unlike arities", function.name,
                           result.function),
               with.target.span);
        result.value = std::move(function);
        return result;
      }
    }
  }
  result.value = hoist(term(with.value, scope, out, true), out);
  return result;
}

namespace {

/// Arguments that have to be evaluated are compared in the body.
bool is_computed(const Term& term) {
  switch (term.kind) {
    case Term::Kind::ref:
    case Term::Kind::call:
    case Term::Kind::template_string:
    case Term::Kind::array_comprehension:
    case Term::Kind::set_comprehension:
    case Term::Kind::object_comprehension: return true;
    default: return std::ranges::any_of(term.items, is_computed);
  }
}

}  // namespace

CompiledRule RuleCompiler::one(const Rule& rule, bool is_main) {
  CompiledRule compiled;
  compiled.span = rule.span;
  compiled.is_default = rule.is_default;
  compiled.kind = rule.is_function ? CompiledRule::Kind::function
                  : rule.key       ? CompiledRule::Kind::set
                                   : CompiledRule::Kind::complete;
  names_.clear();
  definite_.clear();
  Scope arguments(nullptr);
  Steps steps;
  std::set<std::uint32_t> bound;
  std::vector<std::pair<const Term*, Expr>> computed;
  for (const Term& arg : rule.args) {
    if (is_computed(arg)) {
      compiled.args.push_back(local(new_slot("", true), arg.span));
      collect_slots(compiled.args.back(), bound);
      computed.emplace_back(&arg, compiled.args.back());
      continue;
    }
    std::set<std::string, std::less<>> declared;
    const std::function<void(const Term&)> collect = [&](const Term& term) {
      if (term.kind == Term::Kind::var) declared.insert(term.text);
      if (term.kind == Term::Kind::array || term.kind == Term::Kind::object)
        for (const Term& item : term.items) collect(item);
    };
    collect(arg);
    for (const std::string& text : declared) {
      if (text == "_" || arguments.names.contains(text)) continue;
      if (text == "input" || text == "data")
        fail(kCompileError, fmt::format("args must not shadow {}", text), arg.span);
      arguments.names[text] = new_slot(text, true);
    }
    compiled.args.push_back(term(arg, arguments, steps));
    collect_slots(compiled.args.back(), bound);
  }
  Scope scope(&arguments);
  scope.arguments = &arguments;
  declare(rule.body, scope);
  for (const auto& [arg, place] : computed) {
    collect_implicit(*arg, scope);
    Step step;
    step.kind = Step::Kind::unify;
    step.span = arg->span;
    step.source = place;
    step.pattern = term(*arg, scope, steps);
    steps.push_back(std::move(step));
  }
  std::vector<const Term*> heads;
  if (is_main) {
    const std::size_t constant_steps = rule.path.size();
    std::size_t first = 1;
    while (first < constant_steps && rule.path[first].kind == Term::Kind::string) ++first;
    for (; first < constant_steps; ++first) heads.push_back(&rule.path[first]);
  }
  const Term* value = rule.key ? &*rule.key : rule.value ? &*rule.value : nullptr;
  for (const Term* head : heads) collect_implicit(*head, scope);
  if (value != nullptr) collect_implicit(*value, scope);
  for (const Literal& item : rule.body) literal(item, scope, steps);
  for (const Term* head : heads) compiled.path.push_back(term(*head, scope, steps));
  compiled.value = value == nullptr ? constant(Value::boolean(true), rule.span) : term(*value, scope, steps);
  order_steps(steps, bound, names_);
  const auto require_bound = [&](const Expr& expr) {
    std::set<std::uint32_t> read;
    collect_slots(expr, read);
    for (const std::uint32_t slot : read) {
      if (!bound.contains(slot)) fail(kUnsafeVar, fmt::format("var {} is unsafe", names_[slot]), rule.span);
    }
  };
  require_bound(compiled.value);
  for (const Expr& step : compiled.path) require_bound(step);
  compiled.body = std::move(steps);
  compiled.slots = static_cast<std::uint32_t>(names_.size());
  return compiled;
}

CompiledRule RuleCompiler::rule(const Rule& rule) {
  CompiledRule compiled = one(rule, true);
  for (const Rule& other : rule.other) compiled.other.push_back(one(other, false));
  return compiled;
}

CompiledQuery RuleCompiler::query(const Body& query) {
  CompiledQuery compiled;
  Scope scope(nullptr);
  declare(query, scope);
  for (std::size_t i = 0; i < query.size(); ++i) {
    const Literal& item = query[i];
    literal(item, scope, compiled.body);
    if (i + 1 < query.size() || compiled.body.empty() || item.kind != Literal::Kind::expression) continue;
    Step& step = compiled.body.back();
    if (step.kind != Step::Kind::expression || step.negated) continue;
    // The last expression's value is kept; undefined still fails, and so does false unless the
    // query asks for nothing but this one value.
    compiled.has_last = true;
    compiled.last = new_slot("", false);
    step.kind = Step::Kind::unify;
    step.pattern = local(compiled.last, item.span);
    if (query.size() == 1 && compiled.body.size() == 1 && !is_pattern_of_many(step.source)) continue;
    Step check;
    check.source = step.pattern;
    compiled.body.push_back(std::move(check));
  }
  std::set<std::uint32_t> bound;
  order_steps(compiled.body, bound, names_);
  for (const auto& [text, slot] : scope.names) {
    if (bound.contains(slot)) compiled.variables[text] = slot;
  }
  compiled.slots = static_cast<std::uint32_t>(names_.size());
  return compiled;
}

}  // namespace fleetlint::rego
