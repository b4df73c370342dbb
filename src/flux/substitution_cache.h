// Substitution done once for all clusters that ask for the same.
//
// Clusters share the nodes of a template. Where the variables that a template uses
// are the same nodes too (one ConfigMap of a common base, files of equal content),
// the result is one object, and what is checked in it is checked once. Equal values
// that are written in different places give different objects: a finding has to
// point at the place of its own cluster.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "flux/substitute.h"
#include "flux/substitution_plan.h"

namespace fleetlint::flux {

/// Safe from several threads: whoever comes first decides which of the equal
/// results all others get.
class SubstitutionCache {
 public:
  /// As substitute(). Only what gives no findings is remembered.
  SubstitutedObject substitute(Arena& arena, const source::SourceMap& sources, yaml::Node object,
                               const Variables& variables, const SubstituteOptions& options,
                               diag::Collector& out);

  struct Counters {
    std::size_t made = 0;
    std::size_t shared = 0;
    std::size_t planned = 0;  ///< of those made: by a plan
  };
  Counters counters() const;

 private:
  /// What a variable is in one unit: its node, its value, whether it is hidden.
  using Binding = std::pair<const void*, std::string>;
  using Key = std::pair<const void*, std::vector<Binding>>;

  /// What is known of a template. Found out once; the plan is trusted after it gave what substitute() gave.
  struct Template {
    std::vector<std::string> names;
    std::optional<SubstitutionPlan> plan;
    bool has_proved = false;
  };

  Template& template_of(yaml::Node object);
  SubstitutedObject make(Template& known, Arena& arena, const source::SourceMap& sources, yaml::Node object,
                         const Variables& variables, const SubstituteOptions& options, diag::Collector& out);

  mutable std::mutex mutex_;
  std::map<const void*, std::unique_ptr<Template>> templates_;  // by object
  std::map<Key, SubstitutedObject> results_;
  Counters counters_;
};

}  // namespace fleetlint::flux
