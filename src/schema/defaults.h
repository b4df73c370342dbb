// What the API server makes of a custom resource before rules see it: fields that
// are left out get their defaults, and null goes where it is no value.
//
// Nodes that need nothing are given back as they are; what is put in belongs to
// nobody's file.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "schema/tables.h"
#include "yaml/node.h"

namespace fleetlint::schema {

/// The defaults of tables as nodes, made when first asked for. Any thread.
class DefaultValues {
 public:
  explicit DefaultValues(const Tables& tables) : tables_(tables) {}

  /// Missing where the type has none.
  yaml::Node of(std::uint32_t type);

 private:
  yaml::Node parse(std::string_view json);

  const Tables& tables_;
  std::mutex mutex_;
  Arena arena_;
  std::unordered_map<std::uint32_t, yaml::Node> known_;
};

/// The value with the defaults of its type, at every depth.
yaml::Node with_defaults(Arena& arena, const Tables& tables, DefaultValues& defaults, std::uint32_t type,
                         yaml::Node value);

/// The value without null in fields that are not nullable and have no default.
yaml::Node without_nulls(Arena& arena, const Tables& tables, std::uint32_t type, yaml::Node value);

/// The value without fields that its type does not have; their paths go to `removed`.
/// A type that is kNone knows no field. `is_object`: the value is a whole object.
yaml::Node pruned(Arena& arena, const Tables& tables, std::uint32_t type, yaml::Node value, bool is_object,
                  std::vector<std::string>* removed);

}  // namespace fleetlint::schema
