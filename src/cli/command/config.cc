// fleetlint config schema: what editors need to help with .fleetlint.yaml.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/config_schema.h"

namespace fleetlint::cli {

namespace {

void declare(CLI::App& app, int* exit_code) {
  app.require_subcommand(1);
  CLI::App* schema = app.add_subcommand("schema", "Print the JSON Schema of .fleetlint.yaml, for editors");
  schema->callback([exit_code] {
    fmt::print("{}", config_schema());
    *exit_code = kClean;
  });
}

}  // namespace

extern const Command command_config;
const Command command_config{"config", "Help with .fleetlint.yaml", declare};

}  // namespace fleetlint::cli
