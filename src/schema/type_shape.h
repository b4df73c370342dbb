// What CEL is told of types: a cel::Shape for each type of a schema.
//
// As the API server declares them: an object has the fields that its schema names
// and no others, an int-or-string may be anything, and a value without a declared
// type cannot be reached at all. Of a whole object's metadata there are only name
// and generateName.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "base/arena.h"
#include "cel/shape.h"
#include "schema/tables.h"

namespace fleetlint::schema {

class TypeShape;

/// Makes each shape once. What it gave out is immutable and lives as long as it does.
class ShapeSet {
 public:
  static constexpr std::uint64_t kMaxRequest = 3'145'728;  ///< bytes, what the API server reads

  explicit ShapeSet(const Tables& tables);
  ~ShapeSet();

  /// `is_object`: the type is a whole object's. Null where expressions cannot reach the value.
  const cel::Shape* of(std::uint32_t type, bool is_object);

 private:
  const cel::Shape* make(std::uint32_t type, bool is_object);
  bool declares_object_fields(const TypeRecord& type) const;
  void add_fields(TypeShape& shape, const TypeRecord& type, bool is_object);

  const Tables& tables_;
  Arena arena_;
  std::map<std::pair<std::uint32_t, bool>, std::unique_ptr<TypeShape>> shapes_;
  std::unique_ptr<TypeShape> text_;
  std::unique_ptr<TypeShape> metadata_;
};

}  // namespace fleetlint::schema
