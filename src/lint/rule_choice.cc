#include "lint/rule_choice.h"

#include <algorithm>
#include <string>

#include "lint/suppression.h"
#include "rules/rule.h"

namespace fleetlint::lint {

bool RuleChoice::enabled(std::string_view rule) const {
  if (const auto own = config_.rules.find(std::string(rule)); own != config_.rules.end())
    return own->second.has_value();
  const auto area = config_.rules.find(std::string(area_of(rule)));
  if (area != config_.rules.end() && !area->second) return false;
  const rules::Rule* page = rules::find_rule(rule);
  return page == nullptr || page->persona <= config_.persona;
}

bool RuleChoice::any_enabled(std::string_view rule_or_area) const {
  if (rule_or_area.find('/') != std::string_view::npos) return enabled(rule_or_area);
  const auto all = rules::rules();
  return std::any_of(all.begin(), all.end(), [&](const rules::Rule& rule) {
    return area_of(rule.id) == rule_or_area && enabled(rule.id);
  });
}

diag::Severity RuleChoice::severity(std::string_view rule) const {
  for (const std::string_view key : {rule, area_of(rule)}) {
    const auto found = config_.rules.find(std::string(key));
    if (found != config_.rules.end() && found->second) return *found->second;
  }
  const rules::Rule* page = rules::find_rule(rule);
  return page == nullptr ? diag::Severity::warning : page->severity;
}

}  // namespace fleetlint::lint
