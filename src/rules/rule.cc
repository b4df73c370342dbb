#include "rules/rule.h"

#include <algorithm>

namespace fleetlint::rules {

const Rule* find_rule(std::string_view id) {
  const std::span<const Rule> all = rules();
  const auto found = std::lower_bound(
      all.begin(), all.end(), id, [](const Rule& rule, std::string_view wanted) { return rule.id < wanted; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

}  // namespace fleetlint::rules
