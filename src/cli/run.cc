#include "cli/run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/strings.h"
#include "cli/command.h"
#include "cli/version.h"

namespace fleetlint::cli {

namespace {

constexpr std::string_view kFooter =
    "Without a subcommand, fleetlint lints: `fleetlint .` is `fleetlint lint .`\n"
    "Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, 3 could not be analysed.";

bool is_command(std::string_view word) {
  return std::ranges::any_of(all_commands(), [&](const Command* command) { return command->name == word; });
}

/// The arguments with `lint` put in where no subcommand is named. CLI11 wants them reversed.
std::vector<std::string> arguments(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  constexpr std::string_view kOwn[] = {"-h", "--help", "--version"};
  const bool plain_lint = words.empty() || (!is_command(words.front()) &&
                                            std::ranges::find(kOwn, words.front()) == std::end(kOwn));
  if (plain_lint) words.insert(words.begin(), "lint");
  std::ranges::reverse(words);
  return words;
}

}  // namespace

int run(int argc, const char* const* argv) {
  CLI::App app("Linter and policy checker for Git repositories that run many Kubernetes clusters by GitOps",
               "fleetlint");
  app.set_version_flag("--version", fmt::format("fleetlint {}", kVersion));
  app.require_subcommand(1);
  app.footer(std::string(kFooter));
  int exit_code = kClean;
  for (const Command* command : all_commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command->name), std::string(command->summary));
    command->declare(*sub, &exit_code);
  }
  try {
    app.parse(arguments(argc, argv));
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForAllHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return app.exit(version);
  } catch (const CLI::ParseError& wrong) {
    fmt::print(stderr, "fleetlint: {}\nTry `fleetlint --help`.\n", wrong.what());
    return kUsage;
  }
  return exit_code;
}

}  // namespace fleetlint::cli
