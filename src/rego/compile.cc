#include "rego/compile.h"

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

/// What a name means in one module.
struct ModuleScope {
  std::map<std::string, std::vector<std::string>, std::less<>> imports;  // data.a.b or input.a
  std::vector<std::string> package;
  RuleNode* node = nullptr;  // the package's
};

std::string path_text(const std::vector<std::string>& steps) {
  std::string text = "data";
  for (const std::string& step : steps) text += "." + step;
  return text;
}

class Scope {
 public:
  explicit Scope(Scope* outer) : outer_(outer) {}
  std::map<std::string, std::uint32_t, std::less<>> names;
  std::set<std::string, std::less<>> later;  // declared further on in this body

  const std::uint32_t* find(std::string_view name) const {
    for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
      const auto found = scope->names.find(name);
      if (found != scope->names.end()) return &found->second;
    }
    return nullptr;
  }

 private:
  Scope* outer_;
};

/// Compiles one rule or query: its slots, scopes and steps.
class RuleCompiler {
 public:
  RuleCompiler(const RuleNode& root, const ModuleScope& module, Heap& heap)
      : root_(root), module_(module), heap_(heap) {}

  CompiledRule rule(const Rule& rule);
  CompiledQuery query(const Body& body);

 private:
  using Kind = Expr::Kind;

  // Names.
  std::uint32_t new_slot(std::string name, bool definite) {
    names_.push_back(std::move(name));
    definite_.push_back(definite);
    return static_cast<std::uint32_t>(names_.size() - 1);
  }
  static Expr local(std::uint32_t slot, source::Span span) {
    Expr expr;
    expr.kind = Kind::local;
    expr.slot = slot;
    expr.span = span;
    return expr;
  }
  static Expr constant(Value value, source::Span span) {
    Expr expr;
    expr.constant = value;
    expr.span = span;
    return expr;
  }
  bool is_global(std::string_view name) const {
    return name == "input" || name == "data" || module_.imports.contains(name) ||
           (module_.node != nullptr && module_.node->find(name) != nullptr &&
            has_rules(*module_.node->find(name)));
  }
  static bool has_rules(const RuleNode& node) {
    // Sub-packages are no names; the tree knows rules by their mark.
    if (node.is_rule_root) return true;
    return false;
  }
  [[noreturn]] static void fail(std::string_view code, std::string message, source::Span span) {
    throw Stop{code, std::move(message), span, {}};
  }

  // Bodies.
  Steps body(const Body& body, Scope& scope);
  void declare(const Body& body, Scope& scope);
  void collect_declared(const Term& target, std::set<std::string, std::less<>>& names) const;
  void collect_implicit(const Term& term, Scope& scope, bool is_operator = false);
  void literal(const Literal& literal, Scope& scope, Steps& out);
  void unify(const Term& a, const Term& b, Scope& scope, bool negated, Steps& out, source::Span span);
  void assign(const Term& target, const Term& value, Scope& scope, Steps& out, source::Span span);
  Expr declare_pattern(const Term& target, Scope& scope);
  void every(const Literal& literal, Scope& scope, Steps& out);
  Override with(const With& with, Scope& scope, Steps& out);

  // Terms.
  Expr term(const Term& term, Scope& scope, Steps& out, bool is_source = false);
  Expr ref(const Term& term, Scope& scope, Steps& out);
  Expr call(const Term& term, Scope& scope, Steps& out);
  Expr name(const Term& term, Scope& scope);
  Expr global(std::string_view name, source::Span span);
  Expr comprehension(const Term& term, Scope& scope);
  Expr hoist(Expr expr, Steps& out);
  bool may_vary(const Expr& expr) const;
  bool is_pattern_of_many(const Expr& ref) const;
  std::vector<std::string> full_name(const Term& operation, Scope& scope) const;

  CompiledRule one(const Rule& rule, bool is_main);

  const RuleNode& root_;
  const ModuleScope& module_;
  Heap& heap_;
  std::vector<std::string> names_;
  std::vector<bool> definite_;
  bool hoist_refs_ = false;   // inside a negated call
  bool hoist_calls_ = false;  // inside anything negated
};

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
void RuleCompiler::collect_implicit(const Term& term, Scope& scope, bool is_operator) {
  switch (term.kind) {
    case Term::Kind::var:
      if (is_operator || term.text == "_" || scope.later.contains(term.text)) return;
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
    for (const With& with : literal.with)
      collect_implicit(with.value, scope,
                       with.value.kind == Term::Kind::var && find_builtin(with.value.text) != nullptr);
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
  const bool refs = std::exchange(hoist_refs_, false);
  const bool calls = std::exchange(hoist_calls_, literal.negated);
  switch (literal.kind) {
    case Literal::Kind::some:
      for (const Term& name : literal.names) scope.names[name.text] = new_slot(name.text, false);
      break;
    case Literal::Kind::some_in: {
      // `some k, v in xs` is v = xs[k]; the collection knows none of the new names.
      Expr collection = term(literal.expr, scope, out);
      for (const Term& name : literal.names) {
        std::set<std::string, std::less<>> declared;
        collect_declared(name, declared);
        for (const std::string& text : declared) {
          if (text != "_") scope.names[text] = new_slot(text, false);
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
        hoist_refs_ = literal.negated && is_call && !(infix && expr.items[0].text == "equal");
        if (is_call) {
          step.source = call(expr, scope, out);
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

Expr RuleCompiler::declare_pattern(const Term& target, Scope& scope) {
  switch (target.kind) {
    case Term::Kind::var: {
      if (target.text == "_") return local(new_slot("_", false), target.span);
      if (target.text == "input" || target.text == "data")
        fail(kCompileError, fmt::format("cannot assign to {}", target.text), target.span);
      if (scope.names.contains(target.text))
        fail(kCompileError, fmt::format("var {} assigned above", target.text), target.span);
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
    }
  } else {
    result.is_function = true;
    result.function = join(name, ".");
    if (find_builtin(result.function) == nullptr)
      fail(kTypeError, "with keyword target must reference existing input, data, or a function",
           with.target.span);
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
        result.value = std::move(function);
        return result;
      }
    }
  }
  result.value = hoist(term(with.value, scope, out, true), out);
  return result;
}

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
        Term collected;
        collected.kind = Term::Kind::set_comprehension;
        collected.span = item.span;
        Term value;
        value.kind = Term::Kind::var;
        value.text = "$value";
        Literal literal;
        literal.span = item.span;
        literal.expr.kind = Term::Kind::call;
        literal.expr.infix = true;
        literal.expr.items.resize(3);
        literal.expr.items[0].kind = Term::Kind::var;
        literal.expr.items[0].text = "assign";
        literal.expr.items[1] = value;
        literal.expr.items[2] = item;
        collected.items.push_back(std::move(value));
        collected.body.push_back(std::move(literal));
        expr.items.push_back(comprehension(collected, scope));
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

Expr RuleCompiler::call(const Term& term, Scope& scope, Steps& out) {
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
    if (node == nullptr || !node->is_function)
      fail(kTypeError, fmt::format("undefined function {}", join(steps, ".")), term.span);
    expr.function = node;
    expr.name = node->path;
    if (node->arity != count && node->arity + 1 != count)
      fail(kTypeError, fmt::format("function {} has arity {}, got {} arguments", written, node->arity, count),
           term.span);
  } else {
    expr.name = term.infix ? written : join(steps, ".");
    expr.builtin = find_builtin(expr.name);
    if (expr.builtin == nullptr) fail(kTypeError, fmt::format("undefined function {}", written), term.span);
    const int arity = expr.builtin->arity;
    if (arity != kVariadic && arity != count && arity + 1 != count)
      fail(kTypeError, fmt::format("{}: arity mismatch, wants {}, got {} arguments", written, arity, count),
           term.span);
  }
  const int arity = expr.function != nullptr ? expr.function->arity : expr.builtin->arity;
  for (std::size_t i = 1; i < term.items.size(); ++i)
    expr.items.push_back(this->term(term.items[i], scope, out));
  if (arity == kVariadic || arity == count) return expr;
  // f(x, y) with one argument too many is f(x) = y.
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
  for (const Term& arg : rule.args) {
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
  declare(rule.body, scope);
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
    // The last expression's value is kept; false and undefined still fail.
    compiled.has_last = true;
    compiled.last = new_slot("", false);
    step.kind = Step::Kind::unify;
    step.pattern = local(compiled.last, item.span);
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

RuleNode& node_at(RuleNode& root, const std::vector<std::string>& path) {
  RuleNode* node = &root;
  for (const std::string& step : path) {
    std::unique_ptr<RuleNode>& child = node->children[step];
    if (!child) {
      child = std::make_unique<RuleNode>();
      child->path = node->path + "." + step;
    }
    node = child.get();
  }
  return *node;
}

std::vector<std::string> package_of(const Module& module) {
  std::vector<std::string> path;
  for (const Term& step : module.package) path.push_back(step.text);
  return path;
}

/// The constant part of a head's path, below the package.
std::vector<std::string> constant_path(const Rule& rule) {
  std::vector<std::string> path{rule.path[0].text};
  for (std::size_t i = 1; i < rule.path.size() && rule.path[i].kind == Term::Kind::string; ++i)
    path.push_back(rule.path[i].text);
  return path;
}

RuleNode& node_of(RuleNode& root, const Module& module, const Rule& rule) {
  std::vector<std::string> path = package_of(module);
  for (std::string& step : constant_path(rule)) path.push_back(std::move(step));
  return node_at(root, path);
}

void declare_rules(const Module& module, RuleNode& root) {
  node_at(root, package_of(module));
  for (const Rule& rule : module.rules) {
    RuleNode& node = node_of(root, module, rule);
    std::vector<std::string> first = package_of(module);
    first.push_back(rule.path[0].text);
    node_at(root, first).is_rule_root = true;
    if (!rule.is_function) continue;
    const auto arity = static_cast<int>(rule.args.size());
    if (node.is_function && node.arity != arity)
      throw Stop{kTypeError,
                 fmt::format("conflicting rules {} found: functions of different arity", node.path),
                 rule.span, module.file};
    node.is_function = true;
    node.arity = arity;
  }
}

ModuleScope scope_of(const Module& module, RuleNode& root) {
  ModuleScope scope;
  scope.package = package_of(module);
  scope.node = &node_at(root, scope.package);
  for (const Import& import : module.imports) {
    const std::string& base = import.path[0].text;
    if (base == "future" || base == "rego") continue;
    std::vector<std::string> path;
    for (const Term& step : import.path) path.push_back(step.text);
    const bool again = !scope.imports.emplace(import.alias, std::move(path)).second;
    if (again && module.v1)
      throw Stop{kCompileError, fmt::format("import must not shadow import {}", quote(import.alias)),
                 import.span, module.file};
  }
  return scope;
}

void require_one_kind(const RuleNode& node, source::FileId file) {
  bool sets = false;
  bool others = false;
  bool functions = false;
  int defaults = 0;
  for (const CompiledRule& rule : node.rules) {
    sets = sets || rule.kind == CompiledRule::Kind::set;
    functions = functions || rule.kind == CompiledRule::Kind::function;
    others = others || rule.kind == CompiledRule::Kind::complete;
    defaults += rule.is_default ? 1 : 0;
  }
  if (sets + others + functions > 1)
    throw Stop{kTypeError, fmt::format("conflicting rules {} found", node.path), node.rules.back().span,
               file};
  if (defaults > 1)
    throw Stop{kTypeError, fmt::format("multiple default rules {} found", node.path), node.rules.back().span,
               file};
}

}  // namespace

Value constant_term(const Term& term, Heap& heap) {
  const auto items = [&] {
    std::vector<Value> values;
    for (const Term& item : term.items) values.push_back(constant_term(item, heap));
    return values;
  };
  switch (term.kind) {
    case Term::Kind::null: return Value::null();
    case Term::Kind::boolean: return Value::boolean(term.text == "true");
    case Term::Kind::number: return heap.number(term.text);
    case Term::Kind::string: return heap.string(term.text);
    case Term::Kind::array: return heap.array(items());
    case Term::Kind::set: return heap.set(items());
    case Term::Kind::object: {
      const std::vector<Value> flat = items();
      std::vector<Pair> pairs;
      for (std::size_t i = 0; i + 1 < flat.size(); i += 2) pairs.emplace_back(flat[i], flat[i + 1]);
      return heap.object(std::move(pairs));
    }
    default: throw Stop{kCompileError, "a constant is expected here", term.span, {}};
  }
}

void compile_modules(std::vector<Module>& modules, Policy& policy) {
  policy.root.path = "data";
  for (const Module& module : modules) declare_rules(module, policy.root);
  for (const Module& module : modules) {
    const ModuleScope scope = scope_of(module, policy.root);
    try {
      for (const Rule& rule : module.rules) {
        RuleCompiler compiler(policy.root, scope, policy.heap);
        CompiledRule compiled = compiler.rule(rule);
        compiled.file = module.file;
        RuleNode& node = node_of(policy.root, module, rule);
        (compiled.path.empty() ? node.rules : node.dynamic).push_back(std::move(compiled));
        require_one_kind(node, module.file);
      }
    } catch (Stop& stop) {
      stop.file = module.file;
      throw;
    }
  }
}

CompiledQuery compile_query(const Body& query, const Policy& policy, Heap& heap) {
  const ModuleScope scope;
  return RuleCompiler(policy.root, scope, heap).query(query);
}

}  // namespace fleetlint::rego
