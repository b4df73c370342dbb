// Which type parameters stand for what, while an expression is checked.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "cel/type.h"

namespace fleetlint::cel {

class Unifier {
 public:
  explicit Unifier(Arena& arena) : arena_(arena) {}

  /// A parameter of which nothing is known.
  Type fresh();

  /// What a type is known to be, at its top level.
  Type resolve(Type type) const;

  /// May a value of type `from` be given where `to` is wanted? Binds parameters; where
  /// the answer is no, none.
  bool assign(Type from, Type to);
  bool assign_all(std::span<const Type> from, std::span<const Type> to);

  /// The type of a place where both may stand, null when there is none but dyn.
  Type join(Type a, Type b);

  /// A signature's types with fresh parameters for its letters. Calls of one
  /// signature share `letters`, which begins empty.
  struct Letter {
    std::string_view name;
    Type parameter;
  };
  Type instantiate(Type type, std::vector<Letter>& letters);

  /// All parameters replaced; those of which nothing is known by dyn.
  Type settle(Type type) const;

  Arena& arena() { return arena_; }

 private:
  bool unify(Type from, Type to);
  bool bind(Type type, Type parameter, bool& had_binding);
  void set(Type parameter, Type type);
  bool occurs(Type parameter, Type in) const;
  Type more_general(Type a, Type b) const;
  bool is_as_general(Type a, Type b) const;

  Arena& arena_;
  std::vector<Type> bound_;                            // by a parameter's number, from 1
  std::vector<std::pair<std::uint32_t, Type>> trail_;  // what the assignment at hand changed
};

}  // namespace fleetlint::cel
