// From a text of objects to resources, as kustomize reads manifests.
#pragma once

#include <cstdint>
#include <vector>

#include "kustomize/context.h"
#include "kustomize/resource.h"

namespace fleetlint::kustomize {

/// The objects of the documents: empty documents are left out, Lists are taken
/// apart. False, with a finding, when a document is broken or is no object; the
/// other objects are there all the same.
bool read_objects(Context& context, const yaml::Stream& stream, std::vector<yaml::Node>& objects);

/// Are these documents objects at all? Nothing is reported.
bool looks_like_objects(const yaml::Stream& stream);

/// Appends as kustomize does: two resources may not have one identity. For many at
/// once; nobody else changes the map meanwhile.
class Adder {
 public:
  Adder(Context& context, ResMap& map);
  void add(const Resource& resource);

 private:
  const Resource* find(const ResId& id, std::size_t hash) const;
  void note(std::size_t index, std::size_t hash);
  void grow();

  Context& context_;
  ResMap& map_;
  // A hash table by kind and name: positions in the map, from 1. Its size is a power of two.
  std::vector<std::uint32_t> slots_;
};

/// For one resource.
void append(Context& context, ResMap& map, const Resource& resource);

}  // namespace fleetlint::kustomize
