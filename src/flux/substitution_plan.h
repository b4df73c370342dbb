// SubstitutionPlan: replacing the expressions of a template scalar by scalar.
//
// substitute() prints the object, replaces in the text and reads that again, as the controller does. For a
// fleet that is done for each cluster, and mostly to put one word in place of another. A plan is made once
// for each template: which scalars hold expressions, and how they are printed. Where all are printed plain,
// in single quotes or as a block, and every value is a harmless word, what would be read again is known
// beforehand, and only the path to the scalar is copied. Whatever else a template or a value holds is left to
// substitute(); the cache that keeps plans holds each against it once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/arena.h"
#include "flux/envsubst.h"
#include "yaml/node.h"

namespace fleetlint::flux {

class SubstitutionPlan {
 public:
  /// Nothing where an expression stands in a key, or a scalar is printed in another form than it has.
  static std::optional<SubstitutionPlan> make(yaml::Node object);

  /// What substitute() gives for it. Nothing where a value could become anything but the text (or number, or
  /// boolean) of its scalar, is not known, or where the object grows large: then only substitute() can tell.
  std::optional<yaml::Node> apply(Arena& arena, const Variables& variables) const;

 private:
  enum class Form : std::uint8_t { plain, quoted, block };

  /// A node with expressions below it, or in it.
  struct Branch {
    yaml::Node node;
    std::size_t number = 0;  ///< of the item or entry that it is
    Form form = Form::plain;
    std::vector<Branch> below;
  };

  class Maker;

  /// `room`: how many more bytes may be written.
  static std::optional<yaml::Node> changed(Arena& arena, const Branch& branch, const Variables& variables,
                                           std::size_t& room);
  static std::optional<yaml::Node> replaced(Arena& arena, const Branch& branch, const Variables& variables,
                                            std::size_t& room);

  Branch root_;
};

/// Are the two the same, values and origins, but for where they lie in memory?
bool same_made(yaml::Node a, yaml::Node b);

}  // namespace fleetlint::flux
