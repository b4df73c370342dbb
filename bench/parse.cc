// How much parse() costs beside yaml-cpp's bare events.
//
//   bench_parse FOLDER [ROUNDS]
//
// Reads all YAML files of a folder into memory, then goes over them both ways in
// turn and prints the best round of each and their ratio.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "bare_events.h"
#include "yaml/parse.h"

namespace {

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_parse FOLDER [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  for (const auto& item : std::filesystem::recursive_directory_iterator(argv[1])) {
    const std::string extension = item.path().extension().string();
    if (!item.is_regular_file() || (extension != ".yaml" && extension != ".yml")) continue;
    std::ifstream in(item.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    bytes += texts.emplace_back(text.str()).size();
  }

  std::size_t events = 0;
  const auto bare = [&] {
    events = 0;
    for (const std::string& text : texts) events += fleetlint::bench::count_events(text);
  };
  std::size_t arena_bytes = 0;
  const auto nodes = [&] {
    fleetlint::Arena arena;
    for (const std::string& text : texts) {
      fleetlint::diag::Collector out;
      fleetlint::yaml::parse(arena, fleetlint::source::FileId{0}, text, {}, out);
    }
    arena_bytes = arena.bytes_used();
  };
  double best_bare = 1e9;
  double best_nodes = 1e9;
  for (int round = 0; round < rounds; ++round) {
    best_bare = std::min(best_bare, seconds(bare));
    best_nodes = std::min(best_nodes, seconds(nodes));
  }
  const double megabytes = static_cast<double>(bytes) / 1e6;
  std::printf("%zu files, %.1f MB, %zu events, %.1f MB of nodes\n", texts.size(), megabytes, events,
              static_cast<double>(arena_bytes) / 1e6);
  std::printf("bare events  %.3f s  %.1f MB/s\n", best_bare, megabytes / best_bare);
  std::printf("parse()      %.3f s  %.1f MB/s\n", best_nodes, megabytes / best_nodes);
  std::printf("ratio        %.2f\n", best_nodes / best_bare);
  return 0;
}
