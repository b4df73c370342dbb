// Which rules speak in a run, and how loudly: the page's severity and persona, what the
// configuration says about rules, and about those of some paths.
//
// The longest name counts: a rule's id before a beginning with a star, that before the
// area. A rule that is given a severity by its id speaks for every persona; areas and
// beginnings do not wake the rules of other personas.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "diag/finding.h"
#include "lint/config.h"

namespace fleetlint::lint {

class RuleChoice {
 public:
  /// `config` outlives this.
  explicit RuleChoice(const Config& config);

  /// Has the rule to be asked, because it speaks of some path at least?
  bool enabled(std::string_view rule) const;
  /// Is any of the rules that are meant (rule_pattern.h) enabled?
  bool any_enabled(std::string_view pattern) const;

  struct Voice {
    bool speaks = true;
    diag::Severity severity = diag::Severity::warning;
  };
  /// What a finding in the file at `path` is; `path` may be empty.
  Voice of(std::string_view rule, std::string_view path) const;

 private:
  struct State {
    Voice everywhere;
    bool enabled = true;
  };
  const State& state_of(std::string_view rule) const;

  const Config& config_;
  std::map<std::string, State, std::less<>> states_;
};

}  // namespace fleetlint::lint
