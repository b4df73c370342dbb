// Flux's `${...}` expressions in a text.
//
// The language is that of Flux's envsubst (fluxcd/pkg envsubst 1.7), which looks
// like a shell's parameter expansion and differs from it in many places: `:+`
// and `:?` mean the same as `:-`, every `$$` becomes `$`, an unknown character
// after the name is an error that loses the whole text. This file knows texts
// only; substitute.h does it to objects.
//
// A linter does not know every value. Where a variable is hidden (a Secret's) or
// may be set by something that is not in the repository, the expression stays in
// the result as it was written and is marked unknown: nobody may judge it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::flux {

struct Variable {
  std::string value;
  yaml::Node node;      ///< the scalar that gives the value; may be missing
  bool hidden = false;  ///< it is set, but to what must not or cannot be known
};

struct Variables {
  std::map<std::string, Variable, std::less<>> by_name;
  /// Are these all that there can be? Not where a ConfigMap or Secret that they
  /// come from is not in the repository.
  bool complete = true;

  /// Takes the value as kustomize-controller does: without its line breaks.
  /// The last one of a name stays.
  void set(std::string_view name, std::string_view value, yaml::Node node, bool hidden = false);
  const Variable* find(std::string_view name) const;
};

/// `^[_a-zA-Z][_a-zA-Z0-9]*$`: any other name fails the whole Kustomization.
bool is_variable_name(std::string_view name);

/// A part of the result and the part of the template that it was made from.
struct Piece {
  source::Span output;
  source::Span input;
  bool replaced = false;                   ///< an expression, or the `$` of a `$$`
  bool unknown = false;                    ///< the expression stands there as written
  std::vector<const Variable*> variables;  ///< those whose values are in it
};

/// A variable that nothing sets, read by an expression without a default.
struct UndefinedVariable {
  std::string name;
  source::Span expression;  ///< in the template
};

/// A variable whose expression stays as it was written.
struct UnresolvedVariable {
  enum class Why : std::uint8_t {
    hidden,         ///< it is set to what must not or cannot be known
    set_elsewhere,  ///< perhaps: not all that may set it is here
    unset,          ///< nothing sets it, and what Flux makes of that is not known
  };
  std::string name;
  Why why = Why::hidden;
};

enum class ExpansionError : std::uint8_t {
  bad_substitution,
  missing_closing_brace,
  bad_variable_name,
  bad_function_argument,
  negative_length,  ///< `${x:1:-2}` crashes the controller's library
  too_large,        ///< our own limit
};

/// "bad-substitution" ...
std::string_view to_string(ExpansionError error);

struct Expansion {
  std::string text;           ///< empty when there is an error
  std::vector<Piece> pieces;  ///< cover text without gaps
  /// In strict mode any of these is an error; otherwise they read as empty.
  std::vector<UndefinedVariable> undefined;
  /// One for each expression, the innermost that is to blame.
  std::vector<UnresolvedVariable> unresolved;
  std::optional<ExpansionError> error;
  source::Span error_at;  ///< the outermost expression that has the error, as far as it was read

  bool changed() const;
};

/// What to put for a variable that is not set.
enum class Undefined : std::uint8_t {
  empty,  ///< nothing, as Flux does when it is not strict
  kept,   ///< the expression as written: one mistake, not a second one from the gap
};

Expansion expand(std::string_view text, const Variables& variables, Undefined undefined = Undefined::empty);

/// Could expand() change this text at all?
bool has_expression(std::string_view text);

}  // namespace fleetlint::flux
