// The command line: `fleetlint [lint] [PATH]` and the other subcommands.
#pragma once

namespace fleetlint::cli {

/// Parses, runs, and gives the exit code (command.h). Prints to standard output and
/// standard error; the only library function that does.
int run(int argc, const char* const* argv);

}  // namespace fleetlint::cli
