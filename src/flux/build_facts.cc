#include "flux/build_facts.h"

#include "flux/inventory.h"
#include "flux/substitute.h"

namespace fleetlint::flux {

const BuildFacts& BuildFactsCache::of(const std::shared_ptr<const kustomize::Rendered>& build) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(build.get()); found != known_.end()) return found->second.facts;
  }
  BuildFacts facts;
  for (std::size_t i = 0; i < build->objects.size(); ++i) {
    const bool has = has_expressions_in(build->objects[i].node());
    const std::string_view kind = has ? std::string_view() : steering_kind(build->objects[i]);
    if (has) facts.with_expressions.push_back(i);
    if (has || !kind.empty()) facts.steering.push_back({i, kind});
  }
  const std::lock_guard lock(mutex_);
  return known_.try_emplace(build.get(), Known{build, std::move(facts)}).first->second.facts;
}

bool BuildFactsCache::has_expressions_in(yaml::Node object) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = objects_.find(object.identity()); found != objects_.end()) return found->second;
  }
  const bool has = has_expressions(object);
  const std::lock_guard lock(mutex_);
  return objects_.try_emplace(object.identity(), has).first->second;
}

}  // namespace fleetlint::flux
