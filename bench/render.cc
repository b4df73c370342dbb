// What rendering costs once everything is parsed, and how it grows with overlays.
//
//   bench_render FOLDER [ROUNDS]     all directories of a tree that have a kustomization file
//   bench_render --overlays N        N overlays over one base of 200 objects, made in memory
//
// Prints the time of the first round (which parses) and the best of the others, the
// objects rendered, and how many directories were accumulated once and shared.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kustomize/build.h"

namespace {

using fleetlint::ArenaSet;
namespace io = fleetlint::io;
namespace kustomize = fleetlint::kustomize;

std::vector<std::pair<std::string, std::string>> make_overlays(int count) {
  std::string base;
  for (int i = 0; i < 200; ++i) {
    const std::string name = "app-" + std::to_string(i);
    base += "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name +
            "\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n      - name: main\n        image: " + name +
            ":1.0\n        env:\n        - {name: A, value: a}\n        - {name: B, value: b}\n---\n";
  }
  std::vector<std::pair<std::string, std::string>> files = {{"base/kustomization.yaml", "resources: [all.yaml]\n"},
                                                            {"base/all.yaml", base}};
  for (int i = 0; i < count; ++i) {
    const std::string name = "cluster-" + std::to_string(i);
    files.emplace_back(name + "/kustomization.yaml",
                       "namespace: " + name + "\nresources: [../base]\npatches:\n- target: {kind: Deployment, name: app-7}\n"
                       "  patch: |-\n    - {op: replace, path: /spec/replicas, value: " + std::to_string(i) + "}\n");
  }
  return files;
}

void find_roots(const io::FileTree& tree, const std::string& directory, std::vector<std::string>& roots) {
  if (!kustomize::find_kustomization_file(tree, directory).empty()) roots.push_back(directory);
  for (const io::DirEntry& entry : tree.list(directory)) {
    if (entry.type != io::FileType::directory || entry.is_link) continue;
    find_roots(tree, directory.empty() ? entry.name : directory + "/" + entry.name, roots);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_render FOLDER [ROUNDS] | --overlays N\n");
    return 2;
  }
  const bool made = std::string_view(argv[1]) == "--overlays";
  const int number = argc > 2 ? std::atoi(argv[2]) : made ? 100 : 5;
  fleetlint::source::SourceMap sources;
  ArenaSet arenas;
  fleetlint::yaml::ParseCache parsed(sources, arenas);
  io::TreePtr tree;
  if (made) {
    tree = io::make_memory_tree(make_overlays(number), sources);
  } else if (const auto opened = io::open_directory(argv[1], sources)) {
    tree = *opened;
  } else {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    return 2;
  }
  std::vector<std::string> roots;
  find_roots(*tree, "", roots);

  double first = 0;
  double best = 1e9;
  for (int round = 0; round < (made ? 5 : number); ++round) {
    kustomize::Engine engine(kustomize::Run{sources, parsed, arenas});
    std::size_t objects = 0;
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& root : roots) {
      kustomize::Request request;
      request.tree = tree;
      request.directory = root;
      objects += engine.build(request)->objects.size();
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (round == 0) {
      first = seconds;
      const kustomize::Engine::Counters counters = engine.counters();
      std::printf("%zu directories, %zu objects, %zu accumulated, %zu shared\n", roots.size(), objects,
                  counters.directories_accumulated, counters.accumulations_shared);
    } else {
      best = std::min(best, seconds);
    }
  }
  std::printf("first round %.1f ms, then %.1f ms, arenas %.1f MB\n", first * 1e3, best * 1e3,
              static_cast<double>(arenas.bytes_used()) / 1e6);
  return 0;
}
