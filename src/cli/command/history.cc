// fleetlint history [PATH]: secrets that were ever committed in plain text.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/strings.h"
#include "cli/analysis.h"
#include "cli/command.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "io/history.h"
#include "rules/rule.h"
#include "rules/rule_info.h"
#include "secrets/history.h"

namespace fleetlint::cli {

namespace {

constexpr std::string_view kRule = "secret/in-history";

struct Arguments {
  AnalysisOptions analysis;
  std::vector<std::string> formats;
  std::vector<std::string> tips;
  std::vector<std::string> since;
  std::string cache;
  std::string colour = "auto";
  report::Style style;
  bool no_cache = false;
};

/// Bytes that are no UTF-8 must not reach any format.
std::string shown_path(std::string path) {
  for (std::size_t at = find_invalid_utf8(path); at != std::string::npos; at = find_invalid_utf8(path))
    path[at] = '?';
  return path;
}

diag::Finding finding_of(const secrets::Leak& leak, const std::string& repository,
                         source::SourceMap& sources) {
  diag::Finding finding;
  finding.rule = kRule;
  finding.severity = diag::Severity::error;
  finding.message =
      fmt::format("{} was committed in plain text by {} on {}{}; take the value out of use (fingerprint {})",
                  leak.what, leak.commit.substr(0, 12), leak.day,
                  leak.present ? ", and is there still" : ", and history keeps it", leak.fingerprint);
  finding.primary.path = shown_path(leak.path);
  if (Result<std::string> text = io::read_blob(repository, leak.blob)) {
    finding.primary.file = sources.add(*std::move(text));
    finding.primary.span = {leak.begin, leak.end};
  }
  finding.fingerprint = leak.fingerprint;
  return finding;
}

diag::RunReport report_of(const secrets::LeakHistory& history, const std::string& repository,
                          source::SourceMap& sources) {
  diag::RunReport report;
  for (const secrets::Leak& leak : history.leaks)
    report.findings.push_back(finding_of(leak, repository, sources));
  if (const rules::Rule* rule = rules::find_rule(kRule); rule != nullptr && !report.findings.empty()) {
    report.rules.push_back(rules::info_of(*rule, rule->severity));
  }
  const io::HistoryCounts& counts = history.counts;
  report.coverage.files = counts.blobs;
  report.coverage.bytes = counts.bytes;
  const auto skipped = [&](std::size_t count, std::string what, std::string why) {
    if (count != 0) report.coverage.skipped.emplace_back(std::move(what), std::move(why));
  };
  skipped(counts.cut_off, "commits before " + count_of(counts.cut_off, "commit"), "the clone is shallow");
  skipped(counts.large, count_of(counts.large, "file content"), "larger than 4 MiB");
  skipped(counts.missing, count_of(counts.missing, "object"), "missing or not readable");
  report.coverage.incomplete = counts.cut_off + counts.missing != 0;
  return report;
}

int history_command(const Arguments& arguments) {
  const Result<std::vector<Output>> outputs = parse_outputs(arguments.formats, "text");
  if (!outputs) return usage(outputs.error().message);
  const Result<std::string> git = io::git_directory(arguments.analysis.path);
  if (!git) return usage(git.error().message);

  secrets::LeakOptions options;
  options.tips = arguments.tips;
  options.since = arguments.since;
  if (!arguments.no_cache)
    options.cache = arguments.cache.empty() ? *git + "fleetlint/history" : arguments.cache;
  options.threads = thread_count(arguments.analysis);
  const Result<secrets::LeakHistory> history = secrets::find_leaks(arguments.analysis.path, options);
  if (!history) return usage(history.error().message);

  source::SourceMap sources;
  const diag::RunReport run = report_of(*history, arguments.analysis.path, sources);
  report::Style style = arguments.style;
  style.colour = use_colour(arguments.colour);
  style.width = terminal_width();
  const std::string failed = write_outputs(*outputs, run, sources, arguments.analysis, style);
  if (!failed.empty()) return usage(failed);
  const io::HistoryCounts& counts = history->counts;
  fmt::print(stderr, "fleetlint: {} and {} read{}\n", count_of(counts.commits, "commit"),
             count_of(counts.blobs, "file content"),
             history->cached ? ", the rest known from the cache" : "");
  for (const auto& [what, why] : run.coverage.skipped)
    fmt::print(stderr, "fleetlint: {} not looked at: {}\n", what, why);
  if (arguments.analysis.strict && run.coverage.incomplete) return kIncomplete;
  return run.findings.empty() ? kClean : exit_code_of(run, arguments.analysis);
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  AnalysisOptions& analysis = arguments->analysis;
  app.add_option("path", analysis.path, "Repository")->capture_default_str();
  app.add_option("--from", arguments->tips,
                 "Branch or commit to look back from (default: HEAD); may be given several times")
      ->allow_extra_args(false);
  app.add_option("--since", arguments->since,
                 "Only commits that this branch or commit does not have: those of a pull request")
      ->allow_extra_args(false);
  app.add_option("--cache", arguments->cache,
                 "File that remembers what was looked at (default: in the git directory)");
  app.add_flag("--no-cache", arguments->no_cache, "Look at every commit again, and remember nothing");
  app.add_option(
         "-f,--format", arguments->formats,
         "Output as NAME or NAME=FILE; may be given several times (default: text). Names: " + format_names())
      ->allow_extra_args(false);
  app.add_option("--fail-on", analysis.fail_on, "Exit with 1 on findings of this severity or above")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}))
      ->capture_default_str();
  app.add_flag("--strict", analysis.strict, "Exit with 3 when something could not be looked at");
  app.add_option("-j,--threads", analysis.threads, "Threads (default: one for each core)")
      ->check(CLI::Range(1, 256));
  app.add_option("--color,--colour", arguments->colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.callback([arguments, exit_code] { *exit_code = history_command(*arguments); });
}

}  // namespace

extern const Command command_history;
const Command command_history{"history", "Find secrets that were ever committed in plain text", declare};

}  // namespace fleetlint::cli
