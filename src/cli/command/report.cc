// fleetlint report [PATH]: which rule holds on which cluster, and what was not assessed.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/analysis.h"
#include "cli/command.h"
#include "cli/outputs.h"

namespace fleetlint::cli {

namespace {

struct Arguments {
  AnalysisOptions analysis;
  std::vector<std::string> formats;
};

int report_command(const Arguments& arguments) {
  const Result<std::vector<Output>> outputs = parse_outputs(arguments.formats, "markdown");
  if (!outputs) return usage(outputs.error().message);
  source::SourceMap sources;
  const Result<diag::RunReport> run = analyse(arguments.analysis, sources);
  if (!run) return usage(run.error().message);
  const std::string failed = write_outputs(*outputs, *run, sources, arguments.analysis, {});
  if (!failed.empty()) return usage(failed);
  explain_emptiness(*run, arguments.analysis);
  return exit_code_of(*run, arguments.analysis);
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->analysis.fail_on = "never";  // a report tells; a gate is what lint is for
  declare_analysis(app, arguments->analysis);
  app.add_option("-f,--format", arguments->formats,
                 "Output as NAME or NAME=FILE; may be given several times (default: markdown)")
      ->allow_extra_args(false);  // else the path after it would be one more
  app.callback([arguments, exit_code] { *exit_code = report_command(*arguments); });
}

}  // namespace

extern const Command command_report;
const Command command_report{"report", "Say which rule holds on which cluster, and what was not assessed",
                             declare};

}  // namespace fleetlint::cli
