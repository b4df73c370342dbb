// Subcommands: one file each.
//
// src/cli/command/NAME.cc defines `extern const Command command_NAME`; the build
// finds it, so a new subcommand touches no list.
#pragma once

#include <span>
#include <string_view>

namespace CLI {
class App;
}

namespace fleetlint::cli {

/// What every run may end with.
enum ExitCode : int {
  kClean = 0,
  kFindings = 1,    ///< findings at or above --fail-on
  kUsage = 2,       ///< wrong command line or configuration
  kIncomplete = 3,  ///< nothing could be analysed, or something could not and --strict is set
};

struct Command {
  std::string_view name;
  std::string_view summary;
  /// Declares the options; what the command has to keep it allocates and hands to
  /// the app's callback, which sets `*exit_code`.
  void (*declare)(CLI::App& app, int* exit_code);
};

/// All subcommands, sorted by file name.
std::span<const Command* const> all_commands();

}  // namespace fleetlint::cli
