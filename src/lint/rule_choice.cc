#include "lint/rule_choice.h"

#include <algorithm>

#include "lint/path_pattern.h"
#include "lint/rule_pattern.h"
#include "rules/rule.h"

namespace fleetlint::lint {
namespace {

void apply(const RuleSettings& settings, std::string_view rule, RuleChoice::Voice* voice) {
  const RuleSettings::value_type* said = nullptr;
  for (const RuleSettings::value_type& setting : settings) {
    if (!rule_matches(setting.first, rule)) continue;
    const bool by_id = setting.first == rule;
    const bool longer = said == nullptr || (said->first != rule && setting.first.size() > said->first.size());
    if (by_id || longer) said = &setting;
  }
  if (said == nullptr) return;
  if (!said->second) {
    voice->speaks = false;
    return;
  }
  voice->severity = *said->second;
  if (said->first == rule) voice->speaks = true;
}

bool covers(const RuleOverride& entry, std::string_view path) {
  return std::ranges::any_of(entry.paths,
                             [&](const std::string& pattern) { return path_matches(pattern, path); });
}

}  // namespace

RuleChoice::RuleChoice(const Config& config) : config_(config) {
  for (const rules::Rule& rule : rules::rules()) {
    State state;
    state.everywhere = {rule.persona <= config.persona, rule.severity};
    apply(config.rules, rule.id, &state.everywhere);
    state.enabled = state.everywhere.speaks;
    for (const RuleOverride& entry : config.overrides) {
      const auto own = entry.rules.find(std::string(rule.id));
      if (own != entry.rules.end() && own->second) state.enabled = true;
    }
    states_.emplace(rule.id, state);
  }
}

const RuleChoice::State& RuleChoice::state_of(std::string_view rule) const {
  static constexpr State kOfNoPage;
  const auto found = states_.find(rule);
  return found == states_.end() ? kOfNoPage : found->second;
}

bool RuleChoice::enabled(std::string_view rule) const { return state_of(rule).enabled; }

bool RuleChoice::any_enabled(std::string_view pattern) const {
  return std::ranges::any_of(
      states_, [&](const auto& entry) { return entry.second.enabled && rule_matches(pattern, entry.first); });
}

RuleChoice::Voice RuleChoice::of(std::string_view rule, std::string_view path) const {
  Voice voice = state_of(rule).everywhere;
  for (const RuleOverride& entry : config_.overrides) {
    if (covers(entry, path)) apply(entry.rules, rule, &voice);
  }
  return voice;
}

}  // namespace fleetlint::lint
