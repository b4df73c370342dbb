// Shape: what a schema declares of a YAML node, as CEL asks for it.
//
// Without a shape a node is `dyn`: mappings are maps, numbers what they look like.
// A shape says more: that a string is a time, that a mapping is an object with
// fields of its own types, that a list is a set. The schema module implements it
// over its compiled schemas; one shape is asked by many evaluations at once, so
// all of it is const.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cel/type.h"
#include "yaml/node.h"

namespace fleetlint::cel {

class Shape {
 public:
  enum class ListType : std::uint8_t { atomic, set, map };

  struct Field {
    std::string_view key;          ///< as it stands in YAML
    const Shape* shape = nullptr;  ///< null: dyn
  };

  virtual ~Shape() = default;

  /// The declared type. Scalars are converted to it when they are read: a string
  /// to timestamp, duration or bytes (base64), an integer to double. `object` has
  /// this shape in it.
  virtual Type type() const = 0;

  /// The field of an object by its name in expressions (see escape_name()).
  virtual std::optional<Field> field(std::string_view name) const;

  /// The shape of a list's items or a map's values; null: dyn.
  virtual const Shape* element() const { return nullptr; }

  /// Why the node is not of the declared type; empty where it is. A misfit is an error
  /// when an expression comes to it.
  virtual std::string_view misfit(yaml::Node) const { return {}; }

  /// How many characters, items or entries a value may have, and of how few bytes of JSON
  /// it may be: what Kubernetes guesses costs from.
  virtual std::uint64_t max_size() const { return 0; }
  virtual std::uint64_t min_bytes() const { return 1; }

  /// How two lists compare and add up.
  virtual ListType list_type() const { return ListType::atomic; }
  virtual std::span<const std::string> list_map_keys() const { return {}; }
};

/// Type of what a shape describes, dyn without one.
Type type_of_shape(const Shape* shape);

/// A property's name as Kubernetes has it in expressions: `__dash__` for "-",
/// `__if__` for the reserved word; nothing where it cannot be written. From
/// Kubernetes 1.32 on reserved words may also stand as they are.
std::optional<std::string> escape_name(std::string_view property);

/// The other way round; nothing where no property can have that name.
std::optional<std::string> unescape_name(std::string_view name);

}  // namespace fleetlint::cel
