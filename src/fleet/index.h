// Index: the objects of a cluster by identity, kind and namespace.
//
// Clusters share most of their nodes. What is asked of an object (its kind, its identity, whether it has
// pods) is found out once for each node, on a card; IndexMaker has the cards and, when all clusters are
// known, numbers all identities in their order. The index of a cluster is then numbers and pointers, no
// texts: what 500 clusters hold of the same 2000 objects is small, and sorting them compares numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "flux/graph.h"
#include "kube/object.h"

namespace fleetlint::fleet {

class Index {
 public:
  struct Item {
    const flux::Unit* unit;
    const kube::Object* object;
  };

  /// An identity, version aside, and the objects that have it, in order of units.
  struct Entry {
    const kube::ObjectId& id;
    std::span<const Item> items;
  };

  /// The objects of one kind, in order of units.
  struct KindEntry {
    std::string_view group;
    std::string_view kind;
    std::span<const Item> items;
  };

  /// The first object of that identity; nullptr fields when none.
  Item find(std::string_view group, std::string_view kind, std::string_view name_space,
            std::string_view name) const;
  /// All objects of the identity; empty when there is none.
  std::span<const Item> find_all(const kube::ObjectId& id) const;
  /// All of a kind, in order of units.
  std::span<const Item> of_kind(std::string_view group, std::string_view kind) const;
  /// In the order of identities.
  std::span<const Entry> by_id() const { return entries_; }
  /// The kinds that are here, in order of groups and names.
  std::span<const KindEntry> kinds() const { return kinds_; }
  /// Objects that have pods, by namespace, in order of units.
  const std::map<std::string_view, std::vector<const kube::Object*>>& workloads() const { return workloads_; }

 private:
  friend class IndexMaker;
  struct Names;

  std::span<const Item> items_of(std::uint32_t rank) const;

  std::shared_ptr<const Names> names_;  // of the fleet
  std::vector<Item> items_;             // by identity
  std::vector<std::uint32_t> ranks_;    // of the identities that are here, ascending
  std::vector<Entry> entries_;          // beside ranks_, into items_
  std::vector<Item> kind_items_;        // by kind
  std::vector<KindEntry> kinds_;        // into kind_items_
  std::map<std::string_view, std::vector<const kube::Object*>> workloads_;
};

/// Makes the indexes of all clusters of a fleet, one after the other.
class IndexMaker {
 public:
  IndexMaker();
  ~IndexMaker();

  /// The graph must stay where it is; `index` is filled by finish().
  void add(const flux::Graph& graph, Index& index);
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fleetlint::fleet
