// `--format NAME[=FILE]`, any number of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/format.h"

namespace fleetlint::cli {

struct Output {
  const report::Format* format = nullptr;
  std::string file;  ///< empty: standard output
};

/// "concise, github, json": for help and messages.
std::string format_names();

/// The words as given; none means `fallback`. Fails on an unknown format (with the known
/// ones) and when two outputs go to standard output.
Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& words, std::string_view fallback);

/// Writes one output; a file is replaced as a whole or not at all. Gives what went wrong, or nothing.
std::string write_output(const Output& output, const std::string& text);

}  // namespace fleetlint::cli
