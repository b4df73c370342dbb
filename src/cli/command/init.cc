// fleetlint init [PATH]: a .fleetlint.yaml to start from, all of it commented out.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "base/strings.h"
#include "cli/analysis.h"
#include "cli/command.h"

namespace fleetlint::cli {

namespace {

constexpr std::string_view kTemplate =
    R"(# Configuration of fleetlint. Every key may be left out; this file as it is changes nothing.

# Versions of clusters that do not tell theirs (by their Cluster API objects, by gotk-components.yaml).
# kubernetes: "1.34"
# flux: "2.8"

# The clusters, where they are not found by their flux-system folders or FluxInstances.
# clusters:
#   - clusters/production
#   - {path: clusters/staging, name: staging, kubernetes: "1.33", flux: "2.7"}

# Clusters that are expected to run the same, by name or path; else told by labels and names (prod-, stage-, dev-).
# groups:
#   production: [prod-*]
#   staging: [stage-*]

# Which rules speak: default, strict (matters of taste too) or audit (all, also what is only possible).
# persona: default

# The lowest severity that is reported: error, warning or info.
# severity: info

# A rule, a whole area or rules that begin alike: error, warning, info or off. `fleetlint rules` lists the rules.
# rules:
#   image/tag-missing: error
#   helm: off
#   pod/host-*: error

# The same for findings in some files, with paths as in .gitignore; later entries win.
# overrides:
#   - paths: [apps/dev/]
#     rules: {image: off}

# Findings that are accepted. All keys of an entry must match; paths as in .gitignore.
# ignore:
#   - rule: secret/plain-secret
#     path: tests/
#     reason: fixtures, not real
#     until: 2027-01-31

# Paths that are not looked at.
# exclude:
#   - third-party/

# Copies, in the repository, of what kustomizations name by URL.
# vendored:
#   https://github.com/org/repo?ref=v1.2: vendor/repo
)";

int init(const std::string& directory) {
  const std::filesystem::path file =
      (std::filesystem::path(directory) / ".fleetlint.yaml").lexically_normal();
  // "x": a file that is there already is not touched.
  std::FILE* stream = std::fopen(file.c_str(), "wx");
  if (stream == nullptr) {
    if (errno == EEXIST) return usage(fmt::format("{} exists already", quote(file.string())));
    return usage(fmt::format("{} cannot be written: {}", quote(file.string()),
                             std::generic_category().message(errno)));
  }
  const bool written = std::fwrite(kTemplate.data(), 1, kTemplate.size(), stream) == kTemplate.size();
  if (std::fclose(stream) != 0 || !written)
    return usage(fmt::format("{} cannot be written", quote(file.string())));
  fmt::print("wrote {}\n", file.string());
  return kClean;
}

void declare(CLI::App& app, int* exit_code) {
  const auto directory = std::make_shared<std::string>(".");
  app.add_option("path", *directory, "Root of the repository")->capture_default_str();
  app.callback([directory, exit_code] { *exit_code = init(*directory); });
}

}  // namespace

extern const Command command_init;
const Command command_init{"init", "Write a commented .fleetlint.yaml to start from", declare};

}  // namespace fleetlint::cli
