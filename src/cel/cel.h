// CEL, the Common Expression Language, as Kubernetes evaluates it.
//
//   cel::Environment environment({.minor = 33});
//   const auto self = environment.declare("self", shape.type());
//   const cel::Compilation compiled = cel::compile("self.replicas <= 5", environment);
//   if (!compiled.program) … compiled.mistakes, with their places in the text
//   Arena arena;
//   const cel::Value values[] = {cel::from_node(arena, node, &shape)};
//   const cel::Value result = cel::evaluate(*compiled.program, values, arena);
//
// An environment says which names and functions there are: Kubernetes has more with
// each minor. A program is immutable and may be evaluated by several threads at
// once, each with an arena of its own. Values point into YAML nodes, into the
// program and into that arena; see value.h. What a name's YAML is declared to be is
// said by a Shape (shape.h).
//
// Every evaluation has a budget of steps, so that a hostile expression ends; the
// rules for what Kubernetes lets an expression cost are of the same size, not the
// same to the unit.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "cel/lexer.h"
#include "cel/library.h"
#include "cel/shape.h"
#include "cel/type.h"
#include "cel/value.h"

namespace fleetlint::cel {

struct Expr;

struct Variable {
  std::string name;
  Type type = nullptr;
};

class Environment {
 public:
  explicit Environment(const Features& features = {});

  /// A name that expressions may use; its value is given to evaluate() at the index
  /// that comes back. The type must live as long as the programs.
  std::size_t declare(std::string_view name, Type type = &types::kDyn);

  const Library& library() const { return *library_; }
  const std::vector<Variable>& variables() const { return variables_; }

  std::string container;        ///< cel-spec's prefix of names; Kubernetes has none
  bool check_types = true;      ///< without: names are resolved, and what does not fit is an error of the run
  bool mixed_literals = false;  ///< lists and maps of unlike types, which Kubernetes refuses

 private:
  const Library* library_;
  std::vector<Variable> variables_;
};

class Program {
 public:
  Program();
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string_view text() const { return text_; }
  Type type() const { return type_; }
  /// Does it use the variable with this index?
  bool uses(std::size_t variable) const;

 private:
  friend struct Compiler;
  friend Value evaluate_within(const Program&, std::span<const Value>, Arena&, std::int64_t&);
  friend std::uint64_t worst_cost(const Program&, const Shape&);
  struct Patterns;

  Arena arena_;
  std::string text_;
  const Expr* root_ = nullptr;
  Type type_ = nullptr;
  std::size_t slots_ = 0;
  std::vector<bool> used_;
  std::unique_ptr<Patterns> patterns_;
};

struct Compilation {
  std::shared_ptr<const Program> program;  ///< null when there are mistakes
  std::vector<Diagnostic> mistakes;
};

Compilation compile(std::string_view text, const Environment& environment);

/// Kubernetes' limit of what one call may cost.
inline constexpr std::int64_t kCallBudget = 1'000'000;

/// As below; the budget is counted down by the steps that were taken.
Value evaluate_within(const Program& program, std::span<const Value> variables, Arena& arena,
                      std::int64_t& budget);

/// The value, or an error value. `variables` has one for each that the environment
/// declared, in that order; an error among them is the value's if it is used.
Value evaluate(const Program& program, std::span<const Value> variables, Arena& arena,
               std::int64_t budget = kCallBudget);

}  // namespace fleetlint::cel
