// fleetlint versions [PATH]: what runs where, with drift marked.
#include "report/versions.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/strings.h"
#include "cli/analysis.h"
#include "cli/command.h"
#include "fleet/version_table.h"
#include "kustomize/build.h"
#include "lint/config.h"
#include "lint/exclude.h"
#include "lint/load_options.h"

namespace fleetlint::cli {

namespace {

struct Arguments {
  AnalysisOptions analysis;
  std::string format = "text";
  std::vector<std::string> kinds;
  bool drift_only = false;
};

Result<diag::VersionTable> table_of(const AnalysisOptions& options) {
  source::SourceMap sources;
  const Result<io::TreePtr> opened = open_tree(options, sources);
  if (!opened) return opened.error();
  Result<lint::Config> config = lint::load_config(**opened, sources, options.config);
  if (!config) return config.error();

  ArenaSet arenas;
  yaml::ParseCache parsed(sources, arenas);
  const kustomize::Run run{sources, parsed, arenas, &config->vendored};
  kustomize::Engine engine(run);
  const fleet::Fleet fleet = fleet::load(lint::exclude(*opened, config->exclude), engine, run,
                                         lint::load_options(*config, thread_count(options)));
  return fleet::version_table(fleet);
}

int versions_command(const Arguments& arguments) {
  const report::VersionFormat* format = report::find_version_format(arguments.format);
  Result<diag::VersionTable> table = table_of(arguments.analysis);
  if (!table) return usage(table.error().message);
  if (table->clusters.empty()) {
    usage(fmt::format("there is no cluster in {}", quote(arguments.analysis.path)));
    return kIncomplete;
  }
  std::erase_if(table->rows, [&](const diag::VersionRow& row) {
    const bool wanted = arguments.kinds.empty() ||
                        std::ranges::find(arguments.kinds, to_lower(row.kind)) != arguments.kinds.end();
    return !wanted || (arguments.drift_only && !row.drift);
  });
  fmt::print("{}", format->write(*table));
  return kClean;
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  declare_tree(app, arguments->analysis);
  std::vector<std::string> names;
  for (const report::VersionFormat& format : report::kVersionFormats) names.emplace_back(format.name);
  app.add_option("-f,--format", arguments->format, "Output")
      ->check(CLI::IsMember(names))
      ->capture_default_str();
  app.add_option("--kind", arguments->kinds, "Only components of this kind; may be given several times")
      ->check(CLI::IsMember({"kubernetes", "flux", "flux api", "cluster api", "chart", "crds", "image"}))
      ->allow_extra_args(false);
  app.add_flag("--drift", arguments->drift_only, "Only what is not the same wherever it runs");
  app.callback([arguments, exit_code] { *exit_code = versions_command(*arguments); });
}

}  // namespace

extern const Command command_versions;
const Command command_versions{"versions", "Print what runs where, with drift marked", declare};

}  // namespace fleetlint::cli
