// fleetlint build DIR: a directory rendered as `kubectl kustomize` prints it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/hash.h"
#include "base/strings.h"
#include "cli/command.h"
#include "cli/origins.h"
#include "io/file_tree.h"
#include "kustomize/build.h"
#include "source/line_index.h"
#include "source/source_map.h"
#include "yaml/parse.h"

namespace fleetlint::cli {

namespace {

struct Arguments {
  std::string directory = ".";
  std::string load_restrictor = "LoadRestrictionsRootOnly";
  std::string order = "legacy";
  std::string origins;             // "", comments, json
  std::vector<std::string> batch;  // root, list, output folder
};

/// One run's engine and what it stands on.
struct Renderer {
  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed{sources, arenas};
  kustomize::Engine engine{kustomize::Run{sources, parsed, arenas}};
};

kustomize::Request request_of(const Arguments& arguments, io::TreePtr tree, std::string directory) {
  kustomize::Request request;
  request.tree = std::move(tree);
  request.directory = std::move(directory);
  request.load_restrictor = arguments.load_restrictor == "LoadRestrictionsNone"
                                ? kustomize::LoadRestrictor::none
                                : kustomize::LoadRestrictor::root_only;
  request.order = arguments.order == "fifo" ? kustomize::Order::as_written : kustomize::Order::legacy;
  return request;
}

/// Why there is no build: errors first come first, a line each.
std::string reasons(const Renderer& renderer, const kustomize::Rendered& rendered) {
  std::string text;
  for (const diag::Finding& finding : rendered.findings) {
    if (finding.rule == "kustomize/deprecated-field") continue;
    const std::string_view path = rendered.paths.path(finding.primary.file);
    if (path.empty()) {
      text += fmt::format("{} [{}]\n", finding.message, finding.rule);
      continue;
    }
    const source::LineIndex lines(renderer.sources.text(finding.primary.file));
    const source::Position position = lines.position(finding.primary.span.begin);
    text += fmt::format("{}:{}:{}: {} [{}]\n", path, position.line, position.column, finding.message,
                        finding.rule);
  }
  return text;
}

/// The folder of the repository that holds the directory; without one, all of the disk.
std::filesystem::path boundary_of(const std::filesystem::path& directory) {
  for (std::filesystem::path folder = directory; folder.has_relative_path(); folder = folder.parent_path()) {
    if (std::filesystem::exists(folder / ".git")) return folder;
  }
  return directory.root_path();
}

/// Nothing that belongs to the build was left out. A patch that found nothing may keep other findings back,
/// as what it would have renamed cannot be known; it leaves nothing out.
bool is_whole(const kustomize::Rendered& rendered) {
  return rendered.built &&
         (rendered.complete || std::ranges::none_of(rendered.findings, [](const diag::Finding& finding) {
            return finding.rule == "kustomize/remote-resource";
          }));
}

int build_one(const Arguments& arguments) {
  std::error_code error;
  const std::filesystem::path directory = std::filesystem::canonical(arguments.directory, error);
  if (error || !std::filesystem::is_directory(directory)) {
    fmt::print(stderr, "fleetlint: {} is no directory\n", quote(arguments.directory));
    return kUsage;
  }
  const std::filesystem::path boundary = boundary_of(directory);
  Renderer renderer;
  const Result<io::TreePtr> tree = io::open_directory(boundary.string(), renderer.sources);
  if (!tree) {
    fmt::print(stderr, "fleetlint: {}\n", tree.error().message);
    return kUsage;
  }
  const std::string relative =
      directory == boundary ? std::string() : directory.lexically_relative(boundary).string();
  const auto rendered = renderer.engine.build(request_of(arguments, *tree, relative));
  if (!is_whole(*rendered)) {
    fmt::print(stderr, "{}", reasons(renderer, *rendered));
    return rendered->built ? kIncomplete : kFindings;
  }
  if (arguments.origins.empty()) {
    fmt::print("{}", kustomize::print(*rendered));
  } else if (arguments.origins == "json") {
    fmt::print("{}", origins_as_json(*rendered, renderer.sources));
  } else {
    fmt::print("{}", with_origin_comments(*rendered, renderer.sources));
  }
  return kClean;
}

/// Many directories of one tree: a result file for each, named by the hash of its line.
int build_batch(const Arguments& arguments) {
  Renderer renderer;
  const Result<io::TreePtr> tree = io::open_directory(arguments.batch[0], renderer.sources);
  std::ifstream list(arguments.batch[1]);
  if (!tree || !list) {
    fmt::print(stderr, "fleetlint: cannot read {} or {}\n", arguments.batch[0], arguments.batch[1]);
    return kUsage;
  }
  for (std::string line; std::getline(list, line);) {
    const auto rendered = renderer.engine.build(request_of(arguments, *tree, line));
    const bool good = is_whole(*rendered);
    std::ofstream out(
        std::filesystem::path(arguments.batch[2]) / (sha256_hex(line) + (good ? ".yaml" : ".err")),
        std::ios::binary);
    out << (good ? kustomize::print(*rendered) : reasons(renderer, *rendered));
  }
  return kClean;
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("directory", arguments->directory, "Directory with a kustomization file")
      ->capture_default_str();
  app.add_option("--load-restrictor", arguments->load_restrictor,
                 "LoadRestrictionsRootOnly: files only from below the kustomization that names them; "
                 "LoadRestrictionsNone: from anywhere in the repository")
      ->check(CLI::IsMember({"LoadRestrictionsRootOnly", "LoadRestrictionsNone"}))
      ->capture_default_str();
  app.add_option("--reorder", arguments->order,
                 "legacy: as kubectl prints; fifo: in the order of the resources")
      ->check(CLI::IsMember({"legacy", "fifo"}))
      ->capture_default_str();
  // A flag: a directory may follow it.
  app.add_flag("--origins{comments}", arguments->origins,
               "Say where each value was written, the last writer first: as comments in the YAML, or with "
               "--origins=json a line of JSON for each value")
      ->check(CLI::IsMember({"comments", "json"}));
  app.add_option("--batch", arguments->batch, "ROOT LIST OUT: many directories at once")
      ->expected(3)
      ->group("");
  app.callback([arguments, exit_code] {
    *exit_code = arguments->batch.empty() ? build_one(*arguments) : build_batch(*arguments);
  });
}

}  // namespace

extern const Command command_build;
const Command command_build{"build", "Render a directory as kubectl kustomize does", declare};

}  // namespace fleetlint::cli
