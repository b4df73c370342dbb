#include "cli/outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/strings.h"

namespace fleetlint::cli {

std::string format_names() {
  std::vector<std::string> names;
  for (const report::Format* format : report::all_formats()) names.emplace_back(format->name);
  return join(names, ", ");
}

Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& words, std::string_view fallback) {
  std::vector<Output> outputs;
  std::size_t on_standard_output = 0;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    Output output{report::find_format(name),
                  equals == std::string::npos ? std::string() : word.substr(equals + 1)};
    if (output.format == nullptr) {
      std::vector<std::string_view> names;
      for (const report::Format* format : report::all_formats()) names.push_back(format->name);
      return Error{fmt::format("there is no format {}{} (known: {})", quote(name), did_you_mean(name, names),
                               format_names())};
    }
    if (equals != std::string::npos && output.file.empty())
      return Error{fmt::format("--format {} names no file", quote(word))};
    if (output.file.empty() && ++on_standard_output > 1) {
      return Error{"two formats go to standard output; give one a file: --format NAME=FILE"};
    }
    outputs.push_back(std::move(output));
  }
  if (outputs.empty()) outputs.push_back({report::find_format(fallback), {}});
  return outputs;
}

std::string write_output(const Output& output, const std::string& text) {
  if (output.file.empty()) {
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    return written ? std::string() : "standard output cannot be written";
  }
  const std::string partial = fmt::format("{}.{}.part", output.file, ::getpid());
  {
    std::ofstream stream(partial, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) {
      std::error_code ignored;
      std::filesystem::remove(partial, ignored);
      return fmt::format("{} cannot be written", quote(output.file));
    }
  }
  std::error_code failed;
  std::filesystem::rename(partial, output.file, failed);
  if (!failed) return {};
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  return fmt::format("{} cannot be written: {}", quote(output.file), failed.message());
}

}  // namespace fleetlint::cli
