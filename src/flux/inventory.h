// Inventory: the objects of one cluster that steer Flux, by kind and name.
//
// Made anew in each round of expand() from what the units render.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "flux/build_facts.h"
#include "flux/unit.h"
#include "kube/object.h"

namespace fleetlint::flux {

/// A Flux Kustomization, source, ConfigMap ..., and the unit that renders it.
struct Found {
  kube::Object object;
  int unit = -1;
};

class Inventory {
 public:
  /// The objects that kustomize-controller would apply to the unit's own cluster, as far as they steer Flux:
  /// which those may be is a fact of the unit's build.
  void add(const Unit& unit, int index, std::span<const BuildFacts::Steering> steering);

  const Found* find(std::string_view kind, std::string_view name_space, std::string_view name) const;
  /// All of a kind, in the order they were added.
  const std::vector<Found>& of_kind(std::string_view kind) const;

 private:
  // The texts are those of the nodes, and of the table of kinds.
  struct Key {
    std::string_view kind;
    std::string_view name_space;
    std::string_view name;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return hash_mix(hash_mix(hash_bytes(key.kind), hash_bytes(key.name_space)), hash_bytes(key.name));
    }
  };
  std::unordered_map<Key, Found, Hash> by_name_;
  std::map<std::string_view, std::vector<Found>> by_kind_;
};

/// The object's kind where an inventory keeps it; else empty.
std::string_view steering_kind(const kube::Object& object);

/// Kinds of Flux by their group; an empty text for anything else. "Kustomization"
/// is Flux's here, never the file.
bool is_flux_kustomization(const kube::Object& object);

}  // namespace fleetlint::flux
