// Substitution done once for all clusters that ask for the same.
//
// Clusters share the nodes of a template. Where the variables that a template uses
// are the same nodes too (one ConfigMap of a common base, files of equal content),
// the result is one object, and what is checked in it is checked once. Equal values
// that are written in different places give different objects: a finding has to
// point at the place of its own cluster.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "flux/substitute.h"
#include "kustomize/build.h"

namespace fleetlint::flux {

/// Safe from several threads: whoever comes first decides which of the equal
/// results all others get.
class SubstitutionCache {
 public:
  /// As substitute(). Only what gives no findings is remembered.
  SubstitutedObject substitute(Arena& arena, const source::SourceMap& sources, yaml::Node object,
                               const Variables& variables, const SubstituteOptions& options,
                               diag::Collector& out);

  /// Those objects of a build, by number, that hold expressions: most hold none, and every cluster asks.
  const std::vector<std::size_t>& with_expressions(const kustomize::Rendered& build);

  struct Counters {
    std::size_t made = 0;
    std::size_t shared = 0;
  };
  Counters counters() const;

 private:
  /// What a variable is in one unit: its node, its value, whether it is hidden.
  using Binding = std::pair<const void*, std::string>;
  using Key = std::pair<const void*, std::vector<Binding>>;

  const std::vector<std::string>& names_in(yaml::Node object);

  mutable std::mutex mutex_;
  std::map<const void*, std::vector<std::string>> names_;  // by object
  std::map<Key, SubstitutedObject> results_;
  std::map<const kustomize::Rendered*, std::vector<std::size_t>>
      with_expressions_;  // builds live as long as the run
  Counters counters_;
};

}  // namespace fleetlint::flux
