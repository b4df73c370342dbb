// What rendering costs: the two ratios that the project promises, and how the cost
// grows with overlays.
//
//   bench_render FOLDER [--sample N] [--rounds N]
//
// Renders every directory of a tree that has a kustomization file, in one process and
// one thread. Two ratios of processor time (user and system), measured in this run:
//   - with output to files, against `kubectl kustomize` once for each directory
//     (of every N-th only, on both sides, where that would take too long);
//   - without output, reading of files included, against one pass of yaml-cpp's bare
//     events over the YAML files that were read: the best round of each.
// Directories that need the network are left out on both sides.
//
//   bench_render FOLDER --threads N
//
// Renders everything on one thread and on N, and says whether each directory was
// accumulated once and the outputs are the same: what a sanitizer build runs.
//
//   bench_render --overlays N [--rounds N]
//
// N overlays over one base of 200 objects, made in memory: the time of the first round
// (which parses) and the best of the others.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bare_events.h"
#include "base/task_pool.h"
#include "kustomize/build.h"

namespace {

using fleetlint::ArenaSet;
namespace io = fleetlint::io;
namespace kustomize = fleetlint::kustomize;
namespace source = fleetlint::source;

double processor_seconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// A run that knows nothing yet.
struct Fresh {
  source::SourceMap sources;
  ArenaSet arenas;
  fleetlint::yaml::ParseCache parsed{sources, arenas};
  kustomize::Engine engine{kustomize::Run{sources, parsed, arenas}};
};

io::TreePtr open_or_end(const std::string& folder, source::SourceMap& sources) {
  const auto opened = io::open_directory(folder, sources);
  if (opened) return *opened;
  std::fprintf(stderr, "%s\n", opened.error().message.c_str());
  std::exit(2);
}

std::shared_ptr<const kustomize::Rendered> render(kustomize::Engine& engine, const io::TreePtr& tree,
                                                  const std::string& directory) {
  kustomize::Request request;
  request.tree = tree;
  request.directory = directory;
  request.order = kustomize::Order::legacy;
  return engine.build(request);
}

void find_roots(const io::FileTree& tree, const std::string& directory, std::vector<std::string>& roots) {
  if (!kustomize::find_kustomization_file(tree, directory).empty()) roots.push_back(directory);
  for (const io::DirEntry& entry : tree.list(directory)) {
    if (entry.type != io::FileType::directory || entry.is_link) continue;
    find_roots(tree, directory.empty() ? entry.name : directory + "/" + entry.name, roots);
  }
}

bool is_yaml(std::string_view path) {
  const std::string_view name = io::file_name_of(path);
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json") ||
         name == "Kustomization";
}

/// What there is to measure, found by a run that is not measured.
struct Work {
  std::vector<std::string> directories;
  std::size_t remote = 0;
  std::vector<std::string> texts;  ///< of the YAML files that are read, each content once
  std::size_t bytes = 0;
};

Work find_work(const std::string& folder) {
  Work work;
  Fresh run;
  const io::TreePtr tree = open_or_end(folder, run.sources);
  std::vector<std::string> roots;
  find_roots(*tree, "", roots);
  std::set<source::FileId> files;
  for (const std::string& root : roots) {
    const auto rendered = render(run.engine, tree, root);
    const auto is_remote = [](const fleetlint::diag::Finding& finding) {
      return finding.rule == "kustomize/remote-resource";
    };
    if (std::ranges::any_of(rendered->findings, is_remote)) {
      ++work.remote;
      continue;
    }
    work.directories.push_back(root);
    for (const auto& [file, path] : rendered->paths.all()) {
      if (!is_yaml(path) || !files.insert(file).second) continue;
      work.bytes += work.texts.emplace_back(run.sources.text(file)).size();
    }
  }
  return work;
}

// -- against kubectl

double fleetlint_to_files(const std::string& folder, const std::vector<std::string>& directories,
                          const std::string& out) {
  const double start = processor_seconds(RUSAGE_SELF);
  Fresh run;
  const io::TreePtr tree = open_or_end(folder, run.sources);
  for (std::size_t i = 0; i < directories.size(); ++i) {
    std::ofstream(out + "/" + std::to_string(i) + ".yaml", std::ios::binary)
        << kustomize::print(*render(run.engine, tree, directories[i]));
  }
  return processor_seconds(RUSAGE_SELF) - start;
}

void run_kubectl(const std::string& directory, const std::string& out) {
  const pid_t child = fork();
  if (child == 0) {
    const int to = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(to, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execlp("kubectl", "kubectl", "kustomize", "--load-restrictor", "LoadRestrictionsNone", directory.c_str(),
           nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
    std::fprintf(stderr, "kubectl cannot be run\n");
    std::exit(2);
  }
}

double kubectl_to_files(const std::string& folder, const std::vector<std::string>& directories,
                        const std::string& out) {
  const double start = processor_seconds(RUSAGE_CHILDREN);
  for (const std::string& directory : directories)
    run_kubectl(folder + "/" + directory, out + "/kubectl.yaml");
  return processor_seconds(RUSAGE_CHILDREN) - start;
}

void compare_with_kubectl(const std::string& folder, const Work& work, std::size_t sample) {
  std::vector<std::string> directories;
  for (std::size_t i = 0; i < work.directories.size(); i += sample)
    directories.push_back(work.directories[i]);
  std::string out = (std::filesystem::temp_directory_path() / "bench_render.XXXXXX").string();
  if (mkdtemp(out.data()) == nullptr) {
    std::fprintf(stderr, "no folder for output can be made\n");
    std::exit(2);
  }
  const double ours = fleetlint_to_files(folder, directories, out);
  const double theirs = kubectl_to_files(folder, directories, out);
  std::filesystem::remove_all(out);
  std::printf(
      "with output to files, %s%zu directories: fleetlint %.2f s, kubectl kustomize once for each %.2f s\n",
      sample == 1 ? "all " : "a sample of ", directories.size(), ours, theirs);
  std::printf("  kubectl takes %.1f times as much (promised: at least 50)\n", theirs / ours);
}

// -- against the bare events

void compare_with_events(const std::string& folder, const Work& work, int rounds) {
  double ours = 1e9;
  double theirs = 1e9;
  std::size_t events = 0;
  for (int round = 0; round < rounds; ++round) {
    double start = processor_seconds(RUSAGE_SELF);
    {
      Fresh run;
      const io::TreePtr tree = open_or_end(folder, run.sources);
      for (const std::string& directory : work.directories) render(run.engine, tree, directory);
      ours = std::min(ours, processor_seconds(RUSAGE_SELF) - start);
      if (round == 0) {
        const kustomize::Engine::Counters counters = run.engine.counters();
        std::printf("%zu directories accumulated, %zu times taken from what was there; arenas hold %.1f MB\n",
                    counters.directories_accumulated, counters.accumulations_shared,
                    static_cast<double>(run.arenas.bytes_used()) / 1e6);
      }
    }
    start = processor_seconds(RUSAGE_SELF);
    events = 0;
    for (const std::string& text : work.texts) events += fleetlint::bench::count_events(text);
    theirs = std::min(theirs, processor_seconds(RUSAGE_SELF) - start);
  }
  std::printf(
      "without output: fleetlint %.2f s, bare events of the files read %.2f s (%zu files, %.1f MB, %zu "
      "events)\n",
      ours, theirs, work.texts.size(), static_cast<double>(work.bytes) / 1e6, events);
  std::printf("  fleetlint takes %.2f times as much (promised: at most 1.50)\n", ours / theirs);
}

// -- on several threads

int compare_threads(const std::string& folder, const std::vector<std::string>& directories, int threads) {
  Fresh one;
  Fresh many;
  const io::TreePtr tree_of_one = open_or_end(folder, one.sources);
  const io::TreePtr tree_of_many = open_or_end(folder, many.sources);
  fleetlint::TaskPool pool(threads);
  std::vector<std::string> outputs(directories.size());
  pool.run(directories.size(), [&](std::size_t i) {
    outputs[i] = kustomize::print(*render(many.engine, tree_of_many, directories[i]));
  });
  std::size_t differing = 0;
  for (std::size_t i = 0; i < directories.size(); ++i) {
    if (kustomize::print(*render(one.engine, tree_of_one, directories[i])) != outputs[i]) ++differing;
  }
  const std::size_t by_one = one.engine.counters().directories_accumulated;
  const std::size_t by_many = many.engine.counters().directories_accumulated;
  std::printf("%zu directories: %zu accumulations on one thread, %zu on %d; %zu outputs differ\n",
              directories.size(), by_one, by_many, threads, differing);
  return differing == 0 && by_one == by_many ? 0 : 1;
}

// -- overlays

std::vector<std::pair<std::string, std::string>> make_overlays(int count) {
  std::string base;
  for (int i = 0; i < 200; ++i) {
    const std::string name = "app-" + std::to_string(i);
    base += "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name +
            "\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n      - name: main\n        "
            "image: " +
            name + ":1.0\n        env:\n        - {name: A, value: a}\n        - {name: B, value: b}\n---\n";
  }
  std::vector<std::pair<std::string, std::string>> files = {
      {"base/kustomization.yaml", "resources: [all.yaml]\n"}, {"base/all.yaml", base}};
  for (int i = 0; i < count; ++i) {
    const std::string name = "cluster-" + std::to_string(i);
    files.emplace_back(name + "/kustomization.yaml",
                       "namespace: " + name +
                           "\nresources: [../base]\npatches:\n- target: {kind: Deployment, name: app-7}\n"
                           "  patch: |-\n    - {op: replace, path: /spec/replicas, value: " +
                           std::to_string(i) + "}\n");
  }
  return files;
}

void measure_overlays(int count, int rounds) {
  source::SourceMap sources;
  ArenaSet arenas;
  fleetlint::yaml::ParseCache parsed(sources, arenas);
  const io::TreePtr tree = io::make_memory_tree(make_overlays(count), sources);
  std::vector<std::string> roots;
  find_roots(*tree, "", roots);
  double first = 0;
  double best = 1e9;
  std::size_t objects = 0;
  for (int round = 0; round <= rounds; ++round) {
    kustomize::Engine engine(kustomize::Run{sources, parsed, arenas});
    objects = 0;
    const double start = processor_seconds(RUSAGE_SELF);
    for (const std::string& root : roots) objects += render(engine, tree, root)->objects.size();
    const double seconds = processor_seconds(RUSAGE_SELF) - start;
    (round == 0 ? first : best) = round == 0 ? seconds : std::min(best, seconds);
  }
  std::printf("%zu directories, %zu objects: first round %.1f ms, then %.1f ms; arenas hold %.1f MB\n",
              roots.size(), objects, first * 1e3, best * 1e3, static_cast<double>(arenas.bytes_used()) / 1e6);
}

int end_with_usage() {
  std::fprintf(
      stderr,
      "usage: bench_render FOLDER [--sample N] [--rounds N] [--threads N] | --overlays N [--rounds N]\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder;
  int overlays = 0;
  int sample = 1;
  int rounds = 3;
  int threads = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    int* number = nullptr;
    if (word == "--overlays") number = &overlays;
    if (word == "--sample") number = &sample;
    if (word == "--rounds") number = &rounds;
    if (word == "--threads") number = &threads;
    if (number == nullptr) {
      folder = word;
    } else if (++i == argc || (*number = std::atoi(argv[i])) < 1) {
      return end_with_usage();
    }
  }
  if (folder.empty() == (overlays == 0)) return end_with_usage();
  if (overlays > 0) {
    measure_overlays(overlays, rounds);
    return 0;
  }
  const Work work = find_work(folder);
  std::printf("%zu directories, and %zu left out that need the network\n", work.directories.size(),
              work.remote);
  if (threads > 0) return compare_threads(folder, work.directories, threads);
  compare_with_events(folder, work, rounds);
  compare_with_kubectl(folder, work, static_cast<std::size_t>(sample));
  return 0;
}
