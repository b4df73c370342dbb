// Types of CEL as the checker sees them.
//
// A type is an immutable record that lies in an arena (or is one of the constants
// below) and is handled by pointer. Equal types need not be the same pointer:
// compare them with same_type(). `dyn` fits everything; a parameter stands for a
// type that is found while a call is checked ("A" in `[](list(A), int) A`).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"

namespace fleetlint::cel {

class Shape;
struct TypeData;
using Type = const TypeData*;

enum class TypeKind : std::uint8_t {
  dyn,
  null,
  boolean,
  integer,
  unsigned_integer,
  floating,
  string,
  bytes,
  timestamp,
  duration,
  list,       ///< one parameter
  map,        ///< two parameters
  type,       ///< the type of a type; one parameter
  optional,   ///< one parameter
  opaque,     ///< known by name: net.IP, kubernetes.Quantity
  object,     ///< fields known to a Shape
  parameter,  ///< named in a signature, or numbered by the checker
};

struct TypeData {
  TypeKind kind = TypeKind::dyn;
  std::string_view name;  ///< of opaque, object and parameter
  std::span<const Type> parameters;
  const Shape* shape = nullptr;  ///< of object
  std::uint32_t variable = 0;    ///< of a parameter in use: its number
};

namespace types {
extern const TypeData kDyn, kNull, kBool, kInt, kUint, kDouble, kString, kBytes, kTimestamp, kDuration;
extern const TypeData kDynList, kDynMap, kDynOptional, kDynType;
}  // namespace types

Type list_of(Arena& arena, Type element);
Type map_of(Arena& arena, Type key, Type value);
Type optional_of(Arena& arena, Type value);
Type type_of(Arena& arena, Type type);
Type opaque(Arena& arena, std::string_view name, std::span<const Type> parameters = {});
Type object(Arena& arena, std::string_view name, const Shape* shape);

/// Same kind, name and parameters.
bool same_type(Type a, Type b);

/// `map(string, list(int))`, as messages show it.
std::string to_string(Type type);

/// What type() of a value prints: `list`, `google.protobuf.Timestamp`.
std::string_view runtime_name(Type type);

/// Reads the form that to_string writes. Single capital letters are parameters,
/// other unknown names opaque types. Null when the text is no type.
Type parse_type(Arena& arena, std::string_view text);

/// Takes a type off the front of `text`; null when there is none.
Type take_type(Arena& arena, std::string_view& text);

}  // namespace fleetlint::cel
