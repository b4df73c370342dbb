// fleetlint lint [PATH]: the whole pipeline, and what it found.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/analysis.h"
#include "cli/command.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "report/stats.h"

namespace fleetlint::cli {

namespace {

struct Arguments {
  AnalysisOptions analysis;
  std::vector<std::string> formats;
  std::string colour = "auto";
  report::Style style;
  bool stats = false;
};

int lint_command(Arguments& arguments) {
  const Result<std::vector<Output>> outputs = parse_outputs(arguments.formats, "text");
  if (!outputs) return usage(outputs.error().message);

  source::SourceMap sources;
  arguments.analysis.count_nodes = arguments.style.counters = arguments.stats;
  const Result<diag::RunReport> run = analyse(arguments.analysis, sources);
  if (!run) return usage(run.error().message);

  report::Style style = arguments.style;
  style.colour = use_colour(arguments.colour);
  style.width = terminal_width();
  const std::string failed = write_outputs(*outputs, *run, sources, arguments.analysis, style);
  if (!failed.empty()) return usage(failed);
  if (arguments.stats) fmt::print(stderr, "{}", report::stats_text(*run));
  explain_emptiness(*run, arguments.analysis);
  return exit_code_of(*run, arguments.analysis);
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  declare_analysis(app, arguments->analysis);
  app.add_option(
         "-f,--format", arguments->formats,
         "Output as NAME or NAME=FILE; may be given several times (default: text). Names: " + format_names())
      ->allow_extra_args(false);  // else the path after it would be one more
  app.add_option("--category", arguments->style.category,
                 "Of the SARIF upload: a later one replaces an earlier one")
      ->capture_default_str();
  app.add_flag("--show-suppressed", arguments->style.show_suppressed, "Print suppressed findings too");
  app.add_flag("--stats", arguments->stats,
               "Say on standard error what was discovered, rendered, validated and skipped; counters go to "
               "JSON too");
  app.add_option("--color,--colour", arguments->colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.callback([arguments, exit_code] { *exit_code = lint_command(*arguments); });
}

}  // namespace

extern const Command command_lint;
const Command command_lint{"lint", "Check every cluster of a repository (the default)", declare};

}  // namespace fleetlint::cli
