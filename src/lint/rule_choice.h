// Which rules speak in a run, and how loudly: the page's severity and persona,
// and what the configuration says about the rule or its area.
#pragma once

#include <string_view>

#include "diag/finding.h"
#include "lint/config.h"

namespace fleetlint::lint {

class RuleChoice {
 public:
  explicit RuleChoice(const Config& config) : config_(config) {}

  /// A rule that the configuration gives a severity speaks for every persona; an
  /// area's severity does not wake the rules of other personas.
  bool enabled(std::string_view rule) const;
  /// Is the rule, or any rule of the area, enabled?
  bool any_enabled(std::string_view rule_or_area) const;

  diag::Severity severity(std::string_view rule) const;

 private:
  const Config& config_;
};

}  // namespace fleetlint::lint
