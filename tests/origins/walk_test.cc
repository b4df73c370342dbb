// Every scalar of every example leads to the bytes that wrote it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <unordered_set>

#include "fleet/fleet.h"
#include "io/file_tree.h"
#include "kustomize/build.h"
#include "source/line_index.h"
#include "tests/catch.h"
#include "tests/origins/rerun.h"

using namespace fleetlint;
using namespace fleetlint::origins;

namespace {

constexpr std::size_t kShown = 25;

/// Counts what was walked, and shows the first failures.
struct Tally {
  std::map<std::string, std::size_t> by_operation;
  std::size_t scalars = 0;
  std::size_t links = 0;
  std::size_t directories = 0;
  std::size_t from_nowhere = 0;
  std::size_t failures = 0;

  void fail(const std::string& text) {
    if (++failures <= kShown) std::cout << text << "\n";
  }
};

/// Where a file was loaded from; empty where it was not.
using PathOf = std::function<std::string_view(source::FileId)>;

class Walk {
 public:
  Walk(Tally& tally, const source::SourceMap& sources, const PathOf& path_of, Rerun& rerun,
       std::unordered_set<const void*>& seen, std::string where)
      : tally_(tally),
        sources_(sources),
        path_of_(path_of),
        rerun_(rerun),
        seen_(seen),
        where_(std::move(where)) {}

  void node(yaml::Node node, const std::string& path) {
    for (const yaml::Entry& entry : node.entries()) {
      const std::string below = path + "." + std::string(entry.key.text());
      chain(entry.key_origin, below);
      std::string why;
      if (!rerun_.gives_key(entry, why)) complain(entry.key_origin, below, why);
      this->node(entry.value, below);
    }
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      this->node(node.items()[i], fmt::format("{}[{}]", path, i));
    }
    if (!node.is_scalar()) return;
    ++tally_.scalars;
    ++tally_.by_operation[std::string(to_string(node.origin().operation))];
    chain(node.origin(), path);
    if (node.origin().file == source::FileId::none) {
      ++tally_.from_nowhere;
      if (!Rerun::is_implied(node.origin())) complain(node.origin(), path, "comes from nowhere");
      return;
    }
    if (!seen_.insert(node.identity()).second) return;
    std::string why;
    if (!rerun_.gives(node, why)) complain(node.origin(), path, why);
  }

 private:
  /// It ends, and every place is in a file that was loaded.
  void chain(const yaml::Origin& origin, const std::string& path) {
    std::size_t length = 0;
    for (const yaml::Origin* o = &origin; o != nullptr; o = o->cause) {
      ++tally_.links;
      if (++length > 10'000) return complain(origin, path, "has a chain without an end");
      if (o->file == source::FileId::none) {
        if (o->operation != yaml::Operation::implied) complain(*o, path, "has a link to nowhere");
        continue;
      }
      if (path_of_(o->file).empty()) complain(*o, path, "is in a file that was not loaded");
      if (o->span.end > sources_.text(o->file).size() || o->span.begin > o->span.end) {
        complain(*o, path, "has a span outside the file");
      }
    }
  }

  void complain(const yaml::Origin& origin, const std::string& path, const std::string& why) {
    if (tally_.failures >= kShown) {
      ++tally_.failures;
      return;
    }
    std::string text = fmt::format("{} {}: {}\n   ", where_, path, why);
    for (const yaml::Origin* o = &origin; o != nullptr; o = o->cause) {
      const auto position = source::LineIndex(sources_.text(o->file)).position(o->span.begin);
      text += fmt::format(" {} {}:{}:{}+{}", to_string(o->operation), path_of_(o->file), position.line,
                          position.column, o->span.end - o->span.begin);
    }
    tally_.fail(text);
  }

  Tally& tally_;
  const source::SourceMap& sources_;
  const PathOf& path_of_;
  Rerun& rerun_;
  std::unordered_set<const void*>& seen_;
  std::string where_;
};

/// Builds directories of one folder and walks what they give.
class Repository {
 public:
  Repository(const std::string& folder, Tally& tally) : folder_(folder), tally_(tally) {
    Result<io::TreePtr> tree = io::open_directory(folder, sources_);
    REQUIRE(tree);
    tree_ = *tree;
  }

  void walk(const std::string& directory) {
    kustomize::Request request;
    request.tree = tree_;
    request.directory = directory;
    request.order = kustomize::Order::legacy;
    const auto rendered = engine_.build(request);
    if (!rendered->built) return;
    ++tally_.directories;
    rerun_.take_names(rendered->objects);
    const PathOf path_of = [&](source::FileId file) { return rendered->paths.path(file); };
    for (const kube::Object& object : rendered->objects) {
      const std::string where = fmt::format("{}/{} {} {}", std::filesystem::path(folder_).filename().string(),
                                            directory, object.kind(), object.name());
      Walk(tally_, sources_, path_of, rerun_, seen_, where).node(object.node(), "");
    }
  }

  /// The objects of all units of all clusters, substituted.
  void walk_fleet() {
    const fleet::Fleet fleet = fleet::load(tree_, engine_, {sources_, parsed_, arenas_}, {});
    for (const auto& cluster : fleet.clusters) {
      for (const flux::Unit& unit : cluster->graph.units) {
        if (unit.build == nullptr) continue;
        ++tally_.directories;
        rerun_.take_names(unit.build->objects);
        const PathOf path_of = [&](source::FileId file) { return unit.paths.path(file); };
        for (const kube::Object& object : unit.objects) {
          const std::string where =
              fmt::format("{} {} {} {} {}", std::filesystem::path(folder_).filename().string(), cluster->name,
                          unit.id(), object.kind(), object.name());
          Walk(tally_, sources_, path_of, rerun_, seen_, where).node(object.node(), "");
        }
      }
    }
  }

  void walk_all() {
    for (const std::string& path : io::all_files(*tree_)) {
      const std::filesystem::path file(path);
      if (file.filename() != "kustomization.yaml" && file.filename() != "kustomization.yml" &&
          file.filename() != "Kustomization") {
        continue;
      }
      walk(file.parent_path().generic_string());
    }
  }

 private:
  std::string folder_;
  Tally& tally_;
  source::SourceMap sources_;
  ArenaSet arenas_;
  yaml::ParseCache parsed_{sources_, arenas_};
  kustomize::Engine engine_{{sources_, parsed_, arenas_}};
  io::TreePtr tree_;
  Rerun rerun_{sources_, parsed_};
  std::unordered_set<const void*> seen_;
};

std::string source_dir() {
  const char* dir = std::getenv("FLEETLINT_SOURCE_DIR");
  REQUIRE(dir != nullptr);
  return dir;
}

/// The folders in a folder, sorted; said aloud when it is absent.
std::vector<std::string> folders_in(const std::string& folder) {
  std::vector<std::string> folders;
  if (!std::filesystem::is_directory(folder)) {
    std::cout << "skipped: there is no folder " << std::filesystem::path(folder).filename().string() << "\n";
    return folders;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_directory()) folders.push_back(entry.path().string());
  }
  std::ranges::sort(folders);
  return folders;
}

void report(const Tally& tally, std::string_view what) {
  std::cout << fmt::format("{}: {} directories, {} scalars, {} links, {} from nowhere, {} failures\n", what,
                           tally.directories, tally.scalars, tally.links, tally.from_nowhere, tally.failures);
  for (const auto& [operation, count] : tally.by_operation)
    std::cout << fmt::format("  {:>9} {}\n", count, operation);
}

}  // namespace

TEST_CASE("every scalar of the example fleets leads to its bytes") {
  Tally tally;
  for (const std::string& folder : folders_in(source_dir() + "/testdata/fleets")) {
    Repository(folder, tally).walk_all();
  }
  report(tally, "fleets");
  CHECK(tally.scalars > 0);
  CHECK(tally.from_nowhere == 0);
  CHECK(tally.failures == 0);
}

TEST_CASE("every scalar of the example fleets' units leads to its bytes") {
  Tally tally;
  for (const std::string& folder : folders_in(source_dir() + "/testdata/fleets")) {
    Repository(folder, tally).walk_fleet();
  }
  report(tally, "units");
  CHECK(tally.scalars > 0);
  CHECK(tally.by_operation["substituted"] > 0);
  CHECK(tally.failures == 0);
}

TEST_CASE("every scalar of the conformance cases leads to its bytes") {
  const std::vector<std::string> cases = folders_in(source_dir() + "/../shared/conformance/kustomize");
  if (cases.empty()) return;
  Tally tally;
  for (const std::string& folder : cases) {
    if (std::filesystem::is_directory(folder + "/input")) Repository(folder + "/input", tally).walk_all();
  }
  report(tally, "conformance");
  CHECK(tally.scalars > 0);
  CHECK(tally.from_nowhere == 0);
  CHECK(tally.failures == 0);
}

TEST_CASE("every scalar of some repositories leads to its bytes") {
  Tally tally;
  for (const std::string& folder : folders_in(source_dir() + "/../shared/corpora")) {
    const std::string name = std::filesystem::path(folder).filename().string();
    if (name.starts_with("fluxcd__")) Repository(folder, tally).walk_fleet();
    const bool chosen = name.starts_with("fluxcd__") || name == "giantswarm__gitops-template" ||
                        name == "kubeflow__manifests";
    if (chosen || std::getenv("FLEETLINT_ALL_CORPORA") != nullptr) Repository(folder, tally).walk_all();
  }
  report(tally, "corpora");
  CHECK(tally.failures == 0);
}
