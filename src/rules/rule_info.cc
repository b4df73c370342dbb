#include "rules/rule_info.h"

namespace fleetlint::rules {

diag::RuleInfo info_of(const Rule& rule, diag::Severity severity) {
  return {std::string(rule.id),
          std::string(rule.summary),
          std::string(rule.help),
          severity,
          rule.confidence,
          {rule.controls.begin(), rule.controls.end()}};
}

}  // namespace fleetlint::rules
