// CleanSet: parts of objects that a type has nothing to say about.
//
// An overlay that changes one label makes a new object and shares nearly all of it with the base. What was
// walked beside a type without a word is remembered by the identity of its node, so that the next object is
// walked only along what was changed. Only silence is remembered: a finding names its place in the object,
// which may be another one there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_set>

#include "base/hash.h"
#include "schema/tables.h"
#include "schema/validator.h"
#include "yaml/node.h"

namespace fleetlint::schema {

/// Safe from several threads. The nodes and the tables must live as long as it.
class CleanSet {
 public:
  struct Key {
    const void* node = nullptr;
    const Tables* tables = nullptr;  ///< null: the node is the spec of a CRD, for its rules
    std::uint32_t type = 0;
    MinorMask minors = 0;
    bool keeps_nulls = false;
    bool operator==(const Key&) const = default;
  };

  bool has(const Key& key) const {
    const Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return shard.keys.contains(key);
  }

  void add(const Key& key) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    shard.keys.insert(key);
  }

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const {
      const std::uint64_t place =
          hash_mix(reinterpret_cast<std::uintptr_t>(key.node), reinterpret_cast<std::uintptr_t>(key.tables));
      return hash_mix(
          place, std::uint64_t{key.type} << 32 | std::uint64_t{key.minors} << 1 | (key.keeps_nulls ? 1 : 0));
    }
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_set<Key, Hash> keys;
  };

  Shard& shard_of(const Key& key) { return shards_[Hash()(key) % shards_.size()]; }
  const Shard& shard_of(const Key& key) const { return shards_[Hash()(key) % shards_.size()]; }

  std::array<Shard, 16> shards_;
};

/// As validate() of validator.h, with what earlier calls remembered of parts that objects share. Any thread.
void validate(const SchemaSet& set, const kube::Object& object, diag::Collector& out, Notes* notes,
              CleanSet& clean);

}  // namespace fleetlint::schema
