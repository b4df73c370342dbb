// BuildFacts: what follows from a build alone.
//
// Clusters share builds, and each of them asks the same of all their objects: that is found out once.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kustomize/build.h"

namespace fleetlint::flux {

struct BuildFacts {
  /// Objects by number that hold expressions, which substitution may change.
  std::vector<std::size_t> with_expressions;
  /// Objects by number that may steer Flux (inventory.h), and the kind that is kept of them. With expressions
  /// it is known only after substitution: then it is empty.
  struct Steering {
    std::size_t number = 0;
    std::string_view kind;
  };
  std::vector<Steering> steering;
};

/// Safe from several threads. Keeps the builds.
class BuildFactsCache {
 public:
  const BuildFacts& of(const std::shared_ptr<const kustomize::Rendered>& build);

 private:
  struct Known {
    std::shared_ptr<const kustomize::Rendered> build;
    BuildFacts facts;
  };

  bool has_expressions_in(yaml::Node object);

  std::mutex mutex_;
  std::map<const kustomize::Rendered*, Known> known_;
  std::unordered_map<const void*, bool> objects_;  // builds of clusters share most objects
};

}  // namespace fleetlint::flux
