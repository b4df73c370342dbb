// fleetlint baseline create|prune [PATH]: accept today's findings, report only new ones.
#include "lint/baseline.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "cli/analysis.h"
#include "cli/command.h"
#include "cli/outputs.h"
#include "io/file_tree.h"

namespace fleetlint::cli {

namespace {

/// `kept` says which of the findings get an entry.
int write_baseline(const AnalysisOptions& options,
                   bool (*kept)(const std::set<std::string>& before, const diag::Finding& finding)) {
  source::SourceMap sources;
  const Result<io::TreePtr> tree = io::open_directory(options.path, sources);
  if (!tree) return usage(tree.error().message);
  const auto old = lint::load_baseline(**tree, sources, lint::kBaselinePath);
  if (!old) return usage(old.error().message);
  std::set<std::string> before;
  for (const lint::BaselineEntry& entry : *old) before.insert(entry.fingerprint);

  Result<diag::RunReport> run = analyse(options, sources);
  if (!run) return usage(run.error().message);
  std::erase_if(run->findings, [&](const diag::Finding& finding) { return !kept(before, finding); });
  const std::string text = lint::baseline_text(run->findings);
  const std::filesystem::path file = std::filesystem::path(options.path) / lint::kBaselinePath;
  const std::string failed = write_output({nullptr, file.lexically_normal().string()}, text);
  if (!failed.empty()) return usage(failed);
  std::set<std::string> after;
  for (const diag::Finding& finding : run->findings) {
    if (!finding.suppressed) after.insert(finding.fingerprint);
  }
  fmt::print("wrote {}: {}, {} before\n", file.lexically_normal().string(), count_of(after.size(), "finding"),
             before.size());
  return kClean;
}

void declare(CLI::App& app, int* exit_code) {
  const auto declare_one = [&](const char* name, const char* summary, auto kept) {
    auto options = std::make_shared<AnalysisOptions>();
    options->no_baseline = true;
    CLI::App* command = app.add_subcommand(name, summary);
    command->add_option("path", options->path, "Repository, or the folder in it that holds the fleet")
        ->capture_default_str();
    command->add_option("--config", options->config, "Configuration file in the repository")
        ->capture_default_str();
    command->callback([options, kept, exit_code] { *exit_code = write_baseline(*options, kept); });
    return std::pair(command, options);
  };
  app.require_subcommand(1);
  const auto [create, chosen] = declare_one(
      "create", "Accept all findings there are now",
      +[](const std::set<std::string>&, const diag::Finding&) { return true; });
  create->add_option("--persona", chosen->persona, "Findings of which rules; else as the configuration says")
      ->check(CLI::IsMember({"default", "strict", "audit"}));
  // All rules speak, so that no entry goes because its rule was silent.
  declare_one(
      "prune", "Take out entries whose finding is mended",
      +[](const std::set<std::string>& before, const diag::Finding& finding) {
        return before.contains(finding.fingerprint);
      })
      .second->persona = "audit";
}

}  // namespace

extern const Command command_baseline;
const Command command_baseline{"baseline", "Accept the findings there are now, to report only new ones",
                               declare};

}  // namespace fleetlint::cli
