// The compiler's inside: modules into a tree of rules.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rego/ast.h"
#include "rego/ir.h"

namespace fleetlint::rego {

class Policy {
 public:
  Policy() : heap(std::size_t{1} << 30U) {}
  RuleNode root;
  mutable Heap heap;  ///< of constants: written by the compiler alone
};

struct CompiledQuery {
  Steps body;
  std::uint32_t slots = 0;
  std::map<std::string, std::uint32_t> variables;
  bool has_last = false;
  std::uint32_t last = 0;
};

/// Throws Stop at the first mistake.
void compile_modules(std::vector<Module>& modules, Policy& policy);

/// Constants go into `heap`, which must outlive the query.
CompiledQuery compile_query(const Body& query, const Policy& policy, Heap& heap);

/// A term without variables.
Value constant_term(const Term& term, Heap& heap);

/// Puts the steps into an order in which each finds its variables bound. `bound` is what is
/// bound before and then after. Throws Stop with rego_unsafe_var_error.
void order_steps(Steps& steps, std::set<std::uint32_t>& bound, const std::vector<std::string>& names);

/// Throws Stop with rego_recursion_error when a rule needs itself.
void refuse_recursion(const Policy& policy);

/// Slots that an expression reads.
void collect_slots(const Expr& expr, std::set<std::uint32_t>& slots);
void collect_slots(const Steps& steps, std::set<std::uint32_t>& slots);

}  // namespace fleetlint::rego
