// What every subcommand that runs the pipeline shares: which files, which
// configuration, how many threads; and the run itself.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/outputs.h"
#include "diag/run_report.h"
#include "io/file_tree.h"
#include "source/source_map.h"

namespace CLI {
class App;
}

namespace fleetlint::cli {

struct AnalysisOptions {
  std::string path = ".";
  std::string config = ".fleetlint.yaml";
  std::string commit;
  std::string persona;
  std::string fail_on = "error";
  std::string changed_since;          ///< report only what is new since the merge base with this
  std::vector<std::string> clusters;  ///< report only what is on these; none: all
  std::vector<std::string> rules;     ///< report only what these rules found; none: all
  std::string severity;               ///< the lowest that is reported; empty: as configured
  unsigned threads = 0;
  bool staged = false;
  bool strict = false;
  bool no_progress = false;
  bool no_baseline = false;
  bool count_nodes = false;  ///< for --stats
};

/// Adds the options to a subcommand; `options` outlives the parsing.
void declare_analysis(CLI::App& app, AnalysisOptions& options);

/// Only those that say what is read and how: for commands that judge nothing.
void declare_tree(CLI::App& app, AnalysisOptions& options);

/// Prints `fleetlint: message` to standard error and gives the exit code of wrong usage.
int usage(std::string_view message);

/// The files that are looked at: a directory, a commit of it or what is staged there.
Result<io::TreePtr> open_tree(const AnalysisOptions& options, source::SourceMap& sources);

/// As asked for, else one for each core.
int thread_count(const AnalysisOptions& options);

/// Runs the pipeline. The report lists every rule that was asked, with findings or
/// without. Fails on a path, revision or configuration that is wrong.
Result<diag::RunReport> analyse(const AnalysisOptions& options, source::SourceMap& sources);

/// Writes the outputs; gives what went wrong, or nothing.
std::string write_outputs(const std::vector<Output>& outputs, const diag::RunReport& run,
                          const source::SourceMap& sources, const AnalysisOptions& options,
                          report::Style style);

/// Says on standard error what was looked for when there was nothing to check.
void explain_emptiness(const diag::RunReport& run, const AnalysisOptions& options);

/// By --fail-on and --strict.
int exit_code_of(const diag::RunReport& run, const AnalysisOptions& options);

}  // namespace fleetlint::cli
