#include "lint/rule_choice.h"

#include "tests/catch.h"

namespace fleetlint::lint {
namespace {

using diag::Severity;

constexpr std::string_view kDefaultRule = "image/tag-missing";  // of the default persona

std::string_view strict_rule() {
  for (const rules::Rule& rule : rules::rules()) {
    if (rule.persona == rules::Persona::strict) return rule.id;
  }
  FAIL("there is no rule of the strict persona");
  return {};
}

TEST_CASE("rule choice: the longest name that means a rule counts") {
  Config config;
  config.rules = {{"image", std::nullopt}, {"image/tag-*", Severity::info}};
  CHECK(RuleChoice(config).of(kDefaultRule, {}).severity == Severity::info);
  // What an area switches off is not woken by a beginning, only by the rule's own name.
  config.rules = {{"image/tag-*", std::nullopt}, {"image/tag-missing", Severity::error}};
  CHECK(RuleChoice(config).of(kDefaultRule, {}).speaks);
  CHECK(RuleChoice(config).of(kDefaultRule, {}).severity == Severity::error);
  config.rules = {{"image", Severity::error}, {"image/tag-*", std::nullopt}};
  CHECK_FALSE(RuleChoice(config).enabled(kDefaultRule));
}

TEST_CASE("rule choice: only its own name wakes a rule of another persona") {
  const std::string rule(strict_rule());
  Config config;
  CHECK_FALSE(RuleChoice(config).enabled(rule));
  config.rules = {{rule.substr(0, rule.find('/')), Severity::error}};
  CHECK_FALSE(RuleChoice(config).enabled(rule));
  config.rules = {{rule, Severity::error}};
  CHECK(RuleChoice(config).enabled(rule));
}

TEST_CASE("rule choice: overrides hold in their files alone, later ones win") {
  Config config;
  config.overrides = {{{"apps/dev/"}, {{"image", std::nullopt}}},
                      {{"apps/dev/kept.yaml"}, {{"image/tag-missing", Severity::error}}}};
  const RuleChoice choice(config);
  CHECK(choice.enabled(kDefaultRule));
  CHECK(choice.of(kDefaultRule, "apps/prod/a.yaml").speaks);
  CHECK_FALSE(choice.of(kDefaultRule, "apps/dev/a.yaml").speaks);
  CHECK(choice.of(kDefaultRule, "apps/dev/kept.yaml").speaks);
  CHECK(choice.of(kDefaultRule, "apps/dev/kept.yaml").severity == Severity::error);
}

TEST_CASE("rule choice: a rule that is off speaks where an override names it") {
  Config config;
  config.rules = {{"image/tag-missing", std::nullopt}};
  config.overrides = {{{"apps/prod/"}, {{"image/tag-missing", Severity::error}}}};
  const RuleChoice choice(config);
  CHECK(choice.enabled(kDefaultRule));
  CHECK_FALSE(choice.of(kDefaultRule, "apps/dev/a.yaml").speaks);
  CHECK(choice.of(kDefaultRule, "apps/prod/a.yaml").speaks);
}

}  // namespace
}  // namespace fleetlint::lint
