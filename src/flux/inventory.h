// Inventory: the objects of one cluster that steer Flux, by kind and name.
//
// Made anew in each round of expand() from what the units render.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

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
  /// The objects that kustomize-controller would apply to the unit's own cluster.
  void add(const Unit& unit, int index);

  const Found* find(std::string_view kind, std::string_view name_space, std::string_view name) const;
  /// All of a kind, in the order they were added.
  const std::vector<Found>& of_kind(std::string_view kind) const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;
  std::map<Key, Found, std::less<>> by_name_;
  std::map<std::string, std::vector<Found>, std::less<>> by_kind_;
};

/// Kinds of Flux by their group; an empty text for anything else. "Kustomization"
/// is Flux's here, never the file.
bool is_flux_kustomization(const kube::Object& object);

}  // namespace fleetlint::flux
