// fleetlint rules: all rules, one a line.
#include "rules/rule.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command.h"

namespace fleetlint::cli {

namespace {

std::string_view to_string(rules::Persona persona) {
  switch (persona) {
    case rules::Persona::standard: return "default";
    case rules::Persona::strict: return "strict";
    case rules::Persona::audit: return "audit";
  }
  return "default";
}

void list() {
  std::size_t width = 0;
  for (const rules::Rule& rule : rules::rules()) width = std::max(width, rule.id.size());
  for (const rules::Rule& rule : rules::rules()) {
    fmt::print("{:<{}}  {:<7}  {:<7}  {}\n", rule.id, width, diag::to_string(rule.severity),
               to_string(rule.persona), rule.summary);
  }
}

void declare(CLI::App& app, int* exit_code) {
  app.callback([exit_code] {
    list();
    *exit_code = kClean;
  });
}

}  // namespace

extern const Command command_rules;
const Command command_rules{"rules", "List all rules with severity and persona", declare};

}  // namespace fleetlint::cli
