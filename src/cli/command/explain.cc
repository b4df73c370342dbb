// fleetlint explain RULE: the page of a rule.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/strings.h"
#include "cli/command.h"
#include "rules/rule.h"

namespace fleetlint::cli {

namespace {

int explain(const std::string& id) {
  const rules::Rule* rule = rules::find_rule(id);
  if (rule == nullptr) {
    std::vector<std::string_view> known;
    for (const rules::Rule& candidate : rules::rules()) known.push_back(candidate.id);
    fmt::print(stderr, "fleetlint: there is no rule {}{}; `fleetlint rules` lists them\n", quote(id),
               did_you_mean(id, known));
    return kUsage;
  }
  fmt::print("{}\n", trim(rule->help));
  return kClean;
}

void declare(CLI::App& app, int* exit_code) {
  const auto id = std::make_shared<std::string>();
  app.add_option("rule", *id, "Rule, as findings name it: area/name")->required();
  app.callback([id, exit_code] { *exit_code = explain(*id); });
}

}  // namespace

extern const Command command_explain;
const Command command_explain{"explain", "Say what a rule finds, why, and how to mend it", declare};

}  // namespace fleetlint::cli
