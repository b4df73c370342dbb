// Value: what an expression gives, in 24 bytes.
//
// A value owns nothing. Texts, lists and maps are views of YAML nodes, of the
// program's constants or of the arena the evaluation was given, and live as long
// as those. A YAML mapping or sequence is never copied: its items become values
// when they are asked for.
//
// An error is a value too: it travels through calls until `&&`, `||`, a macro or
// the end of the expression decides about it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "cel/shape.h"
#include "cel/type.h"
#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::cel {

enum class ValueKind : std::uint8_t {
  error,
  null,
  boolean,
  integer,
  unsigned_integer,
  floating,
  string,
  bytes,
  timestamp,
  duration,
  list,
  map,
  type,
  optional,
  opaque,
};

class Value;

struct MapEntry;

/// A map made by an expression. `index` finds keys by hash in larger ones.
struct MapData {
  std::span<const MapEntry> entries;
  std::span<const std::uint32_t> index;
};

struct ErrorData {
  std::string_view message;
  source::Span span;
};

/// What an opaque value can do; one constant for each such type.
struct OpaqueType {
  TypeData type;
  bool (*equal)(const void* a, const void* b);
  std::string (*text)(const void* data);  ///< as string() prints it
};

class Value {
 public:
  Value() = default;  ///< null

  static Value of(bool value);
  static Value of(std::int64_t value);
  static Value of(std::uint64_t value);
  static Value of(double value);
  static Value text(std::string_view view);
  static Value bytes(std::string_view view);
  /// `offset`: of the zone it is written in, in seconds; the moment is the same in all.
  static Value timestamp(std::int64_t seconds, std::int32_t nanos, std::int32_t offset = 0);
  static Value duration(std::int64_t nanos);
  static Value list(std::span<const Value> items);
  static Value map(const MapData* data);
  static Value type(Type type);
  static Value optional(const Value* value);  ///< null pointer: none
  static Value opaque(const OpaqueType* type, const void* data);
  static Value error(const ErrorData* data);
  /// A sequence or mapping as it lies in YAML.
  static Value view(yaml::Node node, const Shape* shape);

  ValueKind kind() const { return kind_; }
  bool is_error() const { return kind_ == ValueKind::error; }
  bool is(ValueKind kind) const { return kind_ == kind; }
  bool is_true() const { return kind_ == ValueKind::boolean && first_.boolean; }
  bool is_false() const { return kind_ == ValueKind::boolean && !first_.boolean; }
  bool is_number() const { return kind_ >= ValueKind::integer && kind_ <= ValueKind::floating; }

  // Each only where the kind fits.
  bool boolean() const { return first_.boolean; }
  std::int64_t integer() const { return first_.integer; }
  std::uint64_t unsigned_integer() const { return first_.unsigned_integer; }
  double floating() const { return first_.floating; }
  std::string_view text() const { return {static_cast<const char*>(first_.pointer), second_.size}; }
  std::int64_t seconds() const { return first_.integer; }
  std::int32_t nanos() const { return second_.time.nanos; }
  std::int32_t zone_offset() const { return second_.time.offset; }
  std::int64_t duration_nanos() const { return first_.integer; }
  Type type() const { return static_cast<Type>(first_.pointer); }
  const Value* optional() const { return static_cast<const Value*>(first_.pointer); }
  const OpaqueType* opaque_type() const { return static_cast<const OpaqueType*>(second_.pointer); }
  template <typename T>
  const T& opaque_data() const {
    return *static_cast<const T*>(first_.pointer);
  }
  const ErrorData& error() const { return *static_cast<const ErrorData*>(first_.pointer); }

  /// The YAML behind a list or map; missing for one that an expression made.
  yaml::Node node() const;
  const Shape* shape() const { return is_view_ ? static_cast<const Shape*>(second_.pointer) : nullptr; }

  /// Of lists and maps. `at` and `key_at` need an index below size().
  std::size_t size() const;
  Value at(Arena& arena, std::size_t index) const;
  Value key_at(std::size_t index) const;
  /// The value of a map's key (numbers equal across their types), or nothing.
  std::optional<Value> find(Arena& arena, const Value& key) const;

 private:
  union First {
    bool boolean;
    std::int64_t integer;
    std::uint64_t unsigned_integer;
    double floating;
    const void* pointer;
  };
  union Second {
    std::size_t size;
    struct {
      std::int32_t nanos;
      std::int32_t offset;
    } time;
    const void* pointer;
  };

  static Value make(ValueKind kind, const void* first, std::size_t size);

  First first_{.integer = 0};
  Second second_{.size = 0};
  ValueKind kind_ = ValueKind::null;
  bool is_view_ = false;
};

struct MapEntry {
  Value key;
  Value value;
};

/// A YAML node as a value, by its shape if there is one. A scalar that does not fit
/// its declared type is an error value.
Value from_node(Arena& arena, yaml::Node node, const Shape* shape = nullptr);

/// Equality of all kinds: numbers by value across types, different kinds differ.
/// `budget` is counted down by what was looked at and ends the work below zero.
bool equal(Arena& arena, const Value& a, const Value& b, std::int64_t& budget);

/// Below, equal or above zero; nothing for kinds without an order (and for NaN).
std::optional<int> compare(const Value& a, const Value& b);

/// The type a value says of itself.
Type runtime_type(const Value& value);

/// May this be a map's key?
bool is_key(const Value& value);

/// Puts the entries in one map; nothing when a key comes twice.
std::optional<Value> make_map(Arena& arena, std::span<const MapEntry> entries);

Value make_error(Arena& arena, std::string_view message, source::Span span = {});

}  // namespace fleetlint::cel
