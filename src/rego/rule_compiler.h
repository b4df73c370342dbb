// The compiler of one rule or query: its slots, its scopes and its steps.
//
// rule_compiler.cc has rules and bodies, rule_compiler_terms.cc has terms. Steps come out in
// the order they are written; order_steps (compile.h) then puts them into one that works.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rego/ast.h"
#include "rego/compile.h"
#include "rego/ir.h"
#include "rego/stop.h"

namespace fleetlint::rego {

/// What a name means in one module.
struct ModuleScope {
  std::map<std::string, std::vector<std::string>, std::less<>> imports;  // data.a.b or input.a
  std::vector<std::string> package;
  RuleNode* node = nullptr;  // the package's
  bool v1 = true;
};

class Scope {
 public:
  explicit Scope(Scope* outer) : outer_(outer) {}
  std::map<std::string, std::uint32_t, std::less<>> names;
  std::set<std::string, std::less<>> later;  // declared further on in this body
  const Scope* arguments = nullptr;          // of the rule whose body this is

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
  void collect_implicit(const Term& term, Scope& scope);
  void literal(const Literal& literal, Scope& scope, Steps& out);
  void unify(const Term& a, const Term& b, Scope& scope, bool negated, Steps& out, source::Span span);
  void assign(const Term& target, const Term& value, Scope& scope, Steps& out, source::Span span);
  static void require_new(const std::string& name, const Scope& scope, source::Span span);
  Expr declare_pattern(const Term& target, Scope& scope);
  void every(const Literal& literal, Scope& scope, Steps& out);
  Override with(const With& with, Scope& scope, Steps& out);

  // Terms.
  Expr term(const Term& term, Scope& scope, Steps& out, bool is_source = false);
  Expr ref(const Term& term, Scope& scope, Steps& out);
  enum class CallPlace { nested, statement, negated };
  Expr call(const Term& term, Scope& scope, Steps& out, CallPlace place = CallPlace::nested);
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

}  // namespace fleetlint::rego
