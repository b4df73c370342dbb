#include "cli/analysis.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <set>

#include "base/strings.h"
#include "base/task_pool.h"
#include "cli/command.h"
#include "cli/selection.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "io/merge_base.h"
#include "lint/lint.h"
#include "lint/rule_choice.h"
#include "lint/rule_pattern.h"
#include "rules/rule.h"
#include "rules/rule_info.h"

namespace fleetlint::cli {

namespace {

/// The tree before the change that is looked at.
Result<io::TreePtr> open_before(const AnalysisOptions& options, source::SourceMap& sources) {
  const std::string head = options.commit.empty() ? "HEAD" : options.commit;
  const Result<std::string> base = io::merge_base(options.path, options.changed_since, head);
  if (!base) return base.error();
  return io::open_commit(options.path, *base, sources);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm date{};
  ::gmtime_r(&now, &date);
  return fmt::format("{:04}-{:02}-{:02}", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

/// Rules without findings passed: a report has to say so.
void add_silent_rules(diag::RunReport& run, const lint::Config& config) {
  std::set<std::string, std::less<>> listed;
  for (const diag::RuleInfo& rule : run.rules) listed.insert(rule.id);
  const lint::RuleChoice choice(config);
  for (const rules::Rule& rule : rules::rules()) {
    if (listed.contains(rule.id) || !choice.enabled(rule.id)) continue;
    run.rules.push_back(rules::info_of(rule, choice.of(rule.id, {}).severity));
  }
  std::ranges::sort(run.rules, {}, &diag::RuleInfo::id);
}

bool nothing_analysed(const diag::RunReport& run) {
  return run.coverage.clusters.empty() && run.findings.empty();
}

/// PATH as it was given, so that what is printed opens from here; nothing for ".".
std::string shown_root(const std::string& path) {
  const std::string normal = std::filesystem::path(path).lexically_normal().generic_string();
  return normal == "." || normal == "./" ? std::string() : normal;
}

}  // namespace

Result<io::TreePtr> open_tree(const AnalysisOptions& options, source::SourceMap& sources) {
  if (!options.commit.empty()) return io::open_commit(options.path, options.commit, sources);
  if (options.staged) return io::open_index(options.path, sources);
  return io::open_directory(options.path, sources);
}

int thread_count(const AnalysisOptions& options) {
  return options.threads != 0 ? static_cast<int>(options.threads) : hardware_threads();
}

void declare_analysis(CLI::App& app, AnalysisOptions& options) {
  declare_tree(app, options);
  app.add_option("--fail-on", options.fail_on, "Exit with 1 on findings of this severity or above")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}))
      ->capture_default_str();
  app.add_flag("--strict", options.strict, "Exit with 3 when something could not be analysed");
  app.add_option("--cluster", options.clusters,
                 "Only findings on the cluster of this name; may be given several times")
      ->allow_extra_args(false);
  app.add_option("--rule", options.rules,
                 "Only findings of this rule, area or, with a star at its end, beginning of rules; may be "
                 "given several times")
      ->allow_extra_args(false);
  app.add_option("--severity", options.severity, "The lowest severity that is reported")
      ->check(CLI::IsMember({"error", "warning", "info"}));
  app.add_option("--changed-since", options.changed_since,
                 "Only findings that are not there yet where the work left this branch or commit");
  app.add_flag("--no-baseline", options.no_baseline, "Report what .fleetlint-baseline accepts, too");
  app.add_option("--persona", options.persona, "Which rules speak")
      ->check(CLI::IsMember({"default", "strict", "audit"}));
}

void declare_tree(CLI::App& app, AnalysisOptions& options) {
  app.add_option("path", options.path, "Repository, or the folder in it that holds the fleet")
      ->capture_default_str();
  app.add_option("--config", options.config, "Configuration file in the repository")->capture_default_str();
  auto* commit = app.add_option("--commit", options.commit, "Read this commit instead of the working tree");
  app.add_flag("--staged", options.staged, "Read what is staged in the git index")->excludes(commit);
  app.add_option("-j,--threads", options.threads, "Threads (default: one for each core)")
      ->check(CLI::Range(1, 256));
  app.add_flag("--no-progress", options.no_progress, "No progress line on a terminal");
}

int usage(std::string_view message) {
  fmt::print(stderr, "fleetlint: {}\n", message);
  return kUsage;
}

Result<diag::RunReport> analyse(const AnalysisOptions& options, source::SourceMap& sources) {
  const Result<io::TreePtr> tree = open_tree(options, sources);
  if (!tree) return tree.error();
  if (options.config != AnalysisOptions().config && (*tree)->type(options.config) != io::FileType::file) {
    return Error{
        fmt::format("there is no configuration file {} in {}", quote(options.config), quote(options.path))};
  }
  Result<lint::Config> config = lint::load_config(**tree, sources, options.config);
  if (!config) return config.error();
  if (options.persona == "default") config->persona = rules::Persona::standard;
  if (options.persona == "strict") config->persona = rules::Persona::strict;
  if (options.persona == "audit") config->persona = rules::Persona::audit;
  if (options.no_baseline) config->baseline.clear();
  if (!options.severity.empty()) config->lowest_severity = *diag::parse_severity(options.severity);
  for (const std::string& pattern : options.rules) {
    if (std::string mistake = lint::rule_mistake(pattern); !mistake.empty()) return Error{std::move(mistake)};
  }
  config->today = today();

  lint::Options run_options;
  run_options.config = *std::move(config);
  run_options.threads = thread_count(options);
  run_options.count_nodes = options.count_nodes;
  Progress progress(!options.no_progress);
  run_options.progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
    progress.show(stage, done, total);
  };
  diag::RunReport run = lint::run(*tree, sources, run_options);
  if (!options.changed_since.empty()) {
    const Result<io::TreePtr> before = open_before(options, sources);
    if (!before) return before.error();
    drop_known(lint::run(*before, sources, run_options), run);
  }
  std::string failed = keep_clusters(options.clusters, run);
  if (!failed.empty()) return Error{std::move(failed)};
  run.tool_version = kVersion;
  add_silent_rules(run, run_options.config);
  keep_rules(options.rules, run);
  return run;
}

std::string write_outputs(const std::vector<Output>& outputs, const diag::RunReport& run,
                          const source::SourceMap& sources, const AnalysisOptions& options,
                          report::Style style) {
  style.shown_root = shown_root(options.path);
  style.repository_prefix = io::repository_prefix(options.path);
  for (const Output& output : outputs) {
    report::Style own = style;
    if (!output.file.empty()) own.colour = false;
    std::string failed = write_output(output, output.format->write(run, sources, own));
    if (!failed.empty()) return failed;
  }
  return {};
}

void explain_emptiness(const diag::RunReport& run, const AnalysisOptions& options) {
  if (!nothing_analysed(run)) return;
  fmt::print(stderr, "fleetlint: there is nothing to check in {}. Looked for:\n", quote(options.path));
  for (const std::string& what : run.coverage.looked_for) fmt::print(stderr, "  - {}\n", what);
  fmt::print(
      stderr,
      "Name the cluster directories in .fleetlint.yaml under `clusters:` if they are laid out otherwise.\n");
}

int exit_code_of(const diag::RunReport& run, const AnalysisOptions& options) {
  if (options.strict && run.coverage.incomplete) return kIncomplete;
  if (nothing_analysed(run)) return kIncomplete;
  if (options.fail_on == "never") return kClean;
  const diag::Severity least = *diag::parse_severity(options.fail_on);
  const bool failed = std::ranges::any_of(run.findings, [&](const diag::Finding& finding) {
    return !finding.suppressed && finding.severity >= least;
  });
  return failed ? kFindings : kClean;
}

}  // namespace fleetlint::cli
