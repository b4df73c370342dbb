#include "lint/rule_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/rule.h"

namespace fleetlint::lint {

std::string_view area_of(std::string_view rule) { return rule.substr(0, rule.find('/')); }

bool rule_matches(std::string_view pattern, std::string_view rule) {
  if (pattern.ends_with('*')) return rule.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == rule || pattern == area_of(rule);
}

std::string rule_mistake(std::string_view pattern) {
  const auto all = rules::rules();
  if (std::ranges::any_of(all, [&](const rules::Rule& rule) { return rule_matches(pattern, rule.id); }))
    return {};
  if (pattern.ends_with('*')) return fmt::format("no rule begins with {}", quote(pattern));
  std::vector<std::string_view> known;
  for (const rules::Rule& rule : all) {
    known.push_back(rule.id);
    known.push_back(area_of(rule.id));
  }
  return fmt::format("no rule and no area is called {}{}", quote(pattern), did_you_mean(pattern, known));
}

}  // namespace fleetlint::lint
