// What a policy is compiled to: names resolved to slots and documents, literals in an
// order in which each finds its variables bound.
//
// A rule has one frame of slots for its variables and those of its comprehensions; a
// slot that is undefined is a variable not bound yet. Expressions are evaluated in one
// go; what can have several values (references with unbound steps) stands only as
// the source of a step, hoisted there by the compiler.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rego/value.h"
#include "source/source_map.h"

namespace fleetlint::rego {

struct Builtin;
struct Step;
struct RuleNode;
using Steps = std::vector<Step>;

struct Expr {
  enum class Kind : std::uint8_t {
    constant,
    local,
    array,
    set,
    object,  ///< items: key, value ...
    ref,     ///< items: the base, then a step each
    data,
    input,
    call,                 ///< items: arguments
    array_comprehension,  ///< items: the head
    set_comprehension,
    object_comprehension,
    template_string,
    function,  ///< a function's name where `with` puts it in place of another
  };
  Kind kind = Kind::constant;
  std::uint32_t slot = 0;
  Value constant;
  std::vector<Expr> items;
  std::shared_ptr<Steps> body;          ///< of a comprehension
  std::vector<std::uint32_t> captured;  ///< slots of the outer bodies that it reads
  const Builtin* builtin = nullptr;
  std::string name;  ///< of a call
  const RuleNode* function = nullptr;
  source::Span span;
};

struct Override {
  bool is_input = false;
  bool is_function = false;
  std::string function;           ///< its full name
  std::vector<std::string> path;  ///< below input or data
  Expr value;
};

struct Step {
  enum class Kind : std::uint8_t { expression, unify, every };
  Kind kind = Kind::expression;
  bool negated = false;
  Expr source;                  ///< expression; value to unify; the collection of every
  Expr pattern;                 ///< what it is unified with; the value of every
  Expr key;                     ///< of every; a constant undefined when not asked for
  std::shared_ptr<Steps> body;  ///< of every
  std::vector<std::uint32_t> captured;
  std::vector<Override> with;
  source::Span span;
};

struct CompiledRule {
  enum class Kind : std::uint8_t { complete, function, set };
  Kind kind = Kind::complete;
  bool is_default = false;
  std::uint32_t slots = 0;
  std::vector<Expr> path;  ///< steps behind the constant part of the head
  std::vector<Expr> args;
  Expr value;  ///< the member for sets
  Steps body;
  std::vector<CompiledRule> other;  ///< else
  source::Span span;
  source::FileId file = source::FileId::none;
};

/// A place in the tree of virtual documents. Packages are nodes without rules.
struct RuleNode {
  std::map<std::string, std::unique_ptr<RuleNode>, std::less<>> children;
  std::vector<CompiledRule> rules;    ///< that define this very document
  std::vector<CompiledRule> dynamic;  ///< that define documents below it, by computed keys
  std::string path;                   ///< data.a.b
  bool is_function = false;
  bool is_rule_root = false;  ///< the first step of a rule's name: a name in its package
  int arity = 0;
  RuleNode* find(std::string_view key) const {
    const auto found = children.find(key);
    return found == children.end() ? nullptr : found->second.get();
  }
};

}  // namespace fleetlint::rego
