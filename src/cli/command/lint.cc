// fleetlint lint [PATH]: the whole pipeline, and what it found.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/strings.h"
#include "cli/command.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "lint/lint.h"
#include "report/stats.h"

namespace fleetlint::cli {

namespace {

struct Arguments {
  std::string path = ".";
  std::vector<std::string> formats;
  std::string fail_on = "error";
  std::string config = ".fleetlint.yaml";
  std::string commit;
  std::string colour = "auto";
  std::string persona;
  unsigned threads = 0;
  bool staged = false;
  bool strict = false;
  bool stats = false;
  bool no_progress = false;
  bool show_suppressed = false;
};

int usage(std::string_view message) {
  fmt::print(stderr, "fleetlint: {}\n", message);
  return kUsage;
}

Result<io::TreePtr> open_tree(const Arguments& arguments, source::SourceMap& sources) {
  if (!arguments.commit.empty()) return io::open_commit(arguments.path, arguments.commit, sources);
  if (arguments.staged) return io::open_index(arguments.path, sources);
  return io::open_directory(arguments.path, sources);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm date{};
  ::gmtime_r(&now, &date);
  return fmt::format("{:04}-{:02}-{:02}", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

bool nothing_analysed(const diag::RunReport& run) {
  return run.coverage.clusters.empty() && run.findings.empty();
}

void say_nothing_found(const diag::RunReport& run, const std::string& path) {
  fmt::print(stderr, "fleetlint: there is nothing to check in {}. Looked for:\n", quote(path));
  for (const std::string& what : run.coverage.looked_for) fmt::print(stderr, "  - {}\n", what);
  fmt::print(stderr, "Name the cluster directories in .fleetlint.yaml under `clusters:` if they are laid out otherwise.\n");
}

int exit_code_of(const diag::RunReport& run, const Arguments& arguments) {
  if (arguments.strict && run.coverage.incomplete) return kIncomplete;
  if (nothing_analysed(run)) return kIncomplete;
  if (arguments.fail_on == "never") return kClean;
  const diag::Severity least = *diag::parse_severity(arguments.fail_on);
  const bool failed = std::ranges::any_of(run.findings, [&](const diag::Finding& finding) {
    return !finding.suppressed && finding.severity >= least;
  });
  return failed ? kFindings : kClean;
}

int lint_command(const Arguments& arguments) {
  const Result<std::vector<Output>> outputs = parse_outputs(arguments.formats);
  if (!outputs) return usage(outputs.error().message);

  source::SourceMap sources;
  const Result<io::TreePtr> tree = open_tree(arguments, sources);
  if (!tree) return usage(tree.error().message);

  Result<lint::Config> config = lint::load_config(**tree, sources, arguments.config);
  if (!config) return usage(config.error().message);
  if (arguments.persona == "strict") config->persona = rules::Persona::strict;
  if (arguments.persona == "audit") config->persona = rules::Persona::audit;
  if (arguments.persona == "default") config->persona = rules::Persona::standard;
  config->today = today();

  lint::Options options;
  options.config = *std::move(config);
  options.threads = static_cast<int>(arguments.threads != 0 ? arguments.threads
                                                            : std::max(1U, std::thread::hardware_concurrency()));
  diag::RunReport run;
  {
    Progress progress(!arguments.no_progress);
    options.progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
      progress.show(stage, done, total);
    };
    run = lint::run(*tree, sources, options);
  }
  run.tool_version = kVersion;

  const report::Style style{use_colour(arguments.colour), terminal_width(), arguments.show_suppressed};
  for (const Output& output : *outputs) {
    report::Style own = style;
    if (!output.file.empty()) own.colour = false;
    const std::string failed = write_output(output, output.format->write(run, sources, own));
    if (!failed.empty()) return usage(failed);
  }
  if (arguments.stats) fmt::print(stderr, "{}", report::stats_text(run));
  if (nothing_analysed(run)) say_nothing_found(run, arguments.path);
  return exit_code_of(run, arguments);
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("path", arguments->path, "Repository, or the folder in it that holds the fleet")->capture_default_str();
  app.add_option("-f,--format", arguments->formats,
                 "Output as NAME or NAME=FILE; may be given several times (default: text)");
  app.add_option("--fail-on", arguments->fail_on, "Exit with 1 on findings of this severity or above")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}))
      ->capture_default_str();
  app.add_flag("--strict", arguments->strict, "Exit with 3 when something could not be analysed");
  app.add_option("--config", arguments->config, "Configuration file in the repository")->capture_default_str();
  app.add_option("--persona", arguments->persona, "Which rules speak")
      ->check(CLI::IsMember({"default", "strict", "audit"}));
  auto* commit = app.add_option("--commit", arguments->commit, "Lint this commit instead of the working tree");
  app.add_flag("--staged", arguments->staged, "Lint what is staged in the git index")->excludes(commit);
  app.add_option("-j,--threads", arguments->threads, "Threads (default: one for each core)")->check(CLI::Range(1, 256));
  app.add_flag("--show-suppressed", arguments->show_suppressed, "Print suppressed findings too");
  app.add_flag("--stats", arguments->stats, "Say on standard error what was discovered, rendered, validated and skipped");
  app.add_option("--color,--colour", arguments->colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--no-progress", arguments->no_progress, "No progress line on a terminal");
  app.callback([arguments, exit_code] { *exit_code = lint_command(*arguments); });
}

}  // namespace

extern const Command command_lint;
const Command command_lint{"lint", "Check every cluster of a repository (the default)", declare};

}  // namespace fleetlint::cli
