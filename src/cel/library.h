// Library: the functions that expressions may call, by Kubernetes minor.
//
// A function is a row of a table in library/: its signature in CEL's types, since
// which minor Kubernetes has it, and the code. Signatures are written
//
//   size(list(A)) int            a function
//   string:charAt(int) string    a function of a receiver
//
// Operators are functions with the names that cel-spec gives them (`_+_`).
// Functions get values that are no errors and of the signature's kinds; only what
// lies in lists and maps is theirs to check.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "cel/type.h"
#include "cel/value.h"

namespace re2 {
class RE2;
}

namespace fleetlint::cel {

/// Which language and which libraries there are.
struct Features {
  int minor = 36;                ///< of Kubernetes 1.x
  bool spec_extensions = false;  ///< cel-spec's that Kubernetes has not: cel.bind, reverse of strings, math
};

/// What a running function may use.
class Context {
 public:
  Context(Arena& to, std::int64_t budget) : arena(to), budget_(budget) {}

  Arena& arena;

  /// Of the call at hand: its regular expression, where that is a literal.
  const re2::RE2* pattern = nullptr;

  /// The last one that was compiled during the run, and its text.
  std::shared_ptr<const re2::RE2> run_pattern;
  std::string run_pattern_text;

  /// Counts work; false when the budget is spent, and the call should end with over_budget().
  bool charge(std::size_t cost);
  bool is_over_budget() const { return budget_ < 0; }
  std::int64_t& budget() { return budget_; }

  Value error(std::string_view message) { return make_error(arena, message); }
  Value over_budget() { return error("the expression takes more steps than Kubernetes allows"); }
  Value no_overload(std::string_view function) {
    return error("no such overload: " + std::string(function) + "() of values of these types");
  }
  Value text(std::string_view text) { return Value::text(arena.copy(text)); }
  Value list(std::span<const Value> items) { return Value::list(arena.copy(items)); }
  Value some(const Value& value) { return Value::optional(arena.make<Value>(value)); }

 private:
  std::int64_t budget_;
};

using Implementation = Value (*)(Context& context, std::span<const Value> args);

/// A row of a table.
struct Signature {
  std::string_view text;
  Implementation run;
  int since = 0;
  int until = 1000;        ///< the first minor without it
  bool is_hidden = false;  ///< the checker does not offer it: for values that are dyn until they are there
};

struct Overload {
  bool is_member = false;
  std::span<const Type> parameters;  ///< the receiver first
  Type result = nullptr;
  Implementation run = nullptr;
  bool is_hidden = false;
};

struct Function {
  std::string_view name;
  std::vector<Overload> overloads;
};

class Library {
 public:
  explicit Library(const Features& features);

  const Features& features() const { return features_; }
  const Function* find(std::string_view name) const;
  /// The type an identifier names: `int`, `net.IP`; null for none.
  Type find_type(std::string_view name) const;

  void add(std::span<const Signature> rows);
  void add_type(const TypeData& type);
  /// A copy that lives as long as the library.
  std::string_view keep(std::string_view text) { return arena_.copy(text); }

 private:
  Features features_;
  Arena arena_;
  std::unordered_map<std::string_view, std::unique_ptr<Function>> functions_;
  std::unordered_map<std::string_view, Type> types_;
};

/// One library for all who ask for the same features; kept as long as the process.
const Library& shared_library(const Features& features);

/// Does the value fit a parameter, as far as its kind tells?
bool fits(const Value& value, Type parameter);

// The tables, one function for each file of library/.
void add_operators(Library& library);
void add_conversions(Library& library);
void add_strings(Library& library);
void add_string_formatting(Library& library);
void add_times(Library& library);
void add_lists(Library& library);
void add_sets(Library& library);
void add_regular_expressions(Library& library);
void add_optionals(Library& library);
void add_urls(Library& library);
void add_addresses(Library& library);
void add_quantities(Library& library);
void add_semvers(Library& library);
void add_named_formats(Library& library);
void add_authorizers(Library& library);

}  // namespace fleetlint::cel
