// What the parser makes of a module: terms, literals, rules, with their places.
//
// Nothing is resolved here: a name is a name. Infix operators are calls of the
// builtin that carries their meaning (`plus`, `equal`, `internal.member_2`).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/source_map.h"

namespace fleetlint::rego {

struct Literal;
using Body = std::vector<Literal>;

struct Term {
  enum class Kind {
    null,
    boolean,
    number,
    string,
    var,
    ref,   ///< items: the head, then a term for each step
    call,  ///< items: the operator (var or ref), then the arguments
    array,
    set,
    object,  ///< items: key, value, key, value
    array_comprehension,
    set_comprehension,
    object_comprehension,
    template_string,  ///< items: strings, and for each expression the set of its values
  };
  Kind kind = Kind::null;
  bool infix = false;  ///< a call written with an operator: no rule can take its name
  source::Span span;
  std::string text;  ///< value of a string, literal of a number, name of a variable, true or false
  std::vector<Term> items;
  Body body;  ///< of a comprehension
};

struct With {
  Term target;
  Term value;
};

struct Literal {
  enum class Kind { expression, some, some_in, every };
  Kind kind = Kind::expression;
  bool negated = false;
  source::Span span;
  Term expr;                ///< of an expression; the collection of some_in and every
  std::vector<Term> names;  ///< of some: the variables; of some_in and every: key (perhaps) and value
  Body body;                ///< of every
  std::vector<With> with;
};

struct Rule {
  bool is_default = false;
  bool is_function = false;
  source::Span span;
  std::vector<Term> path;  ///< of the head; the first is a variable
  std::vector<Term> args;
  std::optional<Term> key;  ///< what a partial set contains
  std::optional<Term> value;
  Body body;                ///< empty: true
  std::vector<Rule> other;  ///< `else`, in order
};

struct Import {
  source::Span span;
  std::vector<Term> path;
  std::string alias;  ///< the last step where none is written
};

/// A comment; `# METADATA` and what follows it are kept for annotations.
struct CommentLine {
  source::Span span;
};

struct Module {
  source::FileId file = source::FileId::none;
  std::vector<Term> package;  ///< without `data`; strings
  source::Span package_span;
  std::vector<Import> imports;
  std::vector<Rule> rules;
  std::vector<CommentLine> comments;
  bool v1 = true;
};

/// `a.b.c` of a var or of a ref whose steps are strings; empty for anything else.
std::string dotted(const Term& term);

}  // namespace fleetlint::rego
