// How many objects are validated in a second of processor time.
//
//   bench_validate FOLDER [COPIES]
//
// Reads all objects of a folder and validates each that has a schema: as it is, then as overlays have it,
// COPIES times (50) with a label of its own, where everything but the path to the label is shared. The copies
// are validated once without and once with what a run remembers of shared parts; both must find the same.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/arena.h"
#include "schema/clean_set.h"
#include "schema/validator.h"
#include "yaml/edit.h"
#include "yaml/parse.h"

namespace {

using namespace fleetlint;

struct Objects {
  source::SourceMap sources;
  Arena arena;
  std::vector<kube::Object> all;
};

void read_folder(const char* folder, const schema::SchemaSet& set, Objects& objects) {
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string extension = item.path().extension().string();
    if (!item.is_regular_file() || (extension != ".yaml" && extension != ".yml")) continue;
    std::ifstream in(item.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const source::FileId file = objects.sources.add(text.str());
    diag::Collector ignored;
    const yaml::Stream stream = yaml::parse(objects.arena, file, objects.sources.text(file), {}, ignored);
    for (const yaml::Document& document : stream.documents) {
      const kube::Object object(document.root);
      if (!document.broken && kube::is_object(document.root) && schema::knows(set, object.gvk()))
        objects.all.push_back(object);
    }
  }
}

std::vector<kube::Object> with_labels(Objects& objects, int copies) {
  std::vector<kube::Object> all;
  const yaml::Origin nowhere;
  for (int copy = 0; copy < copies; ++copy) {
    const yaml::Node value = yaml::make_string(objects.arena, "cluster-" + std::to_string(copy), nowhere);
    for (const kube::Object& object : objects.all) {
      const std::string_view keys[] = {"metadata", "labels"};
      all.emplace_back(yaml::update(
          objects.arena, object.node(), keys, true, nowhere,
          [&](yaml::Node labels) { return yaml::set(objects.arena, labels, "cluster", value, nowhere); }));
    }
  }
  return all;
}

/// Prints the speed; gives the number of findings.
std::size_t measure(const char* what, const schema::SchemaSet& set, const std::vector<kube::Object>& objects,
                    schema::CleanSet* clean) {
  diag::Collector out;
  const std::clock_t start = std::clock();
  for (const kube::Object& object : objects) {
    if (clean != nullptr) {
      schema::validate(set, object, out, nullptr, *clean);
    } else {
      schema::validate(set, object, out);
    }
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%s: %zu objects in %.3f s, %.0f a second, %zu findings\n", what, objects.size(), seconds,
              static_cast<double>(objects.size()) / seconds, out.findings().size());
  return out.findings().size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_validate FOLDER [COPIES]\n");
    return 2;
  }
  schema::Catalog catalog;
  const schema::SchemaSetPtr set = catalog.get(schema::bundled_minors().back(), {});
  Objects objects;
  read_folder(argv[1], *set, objects);
  if (objects.all.empty()) {
    std::printf("there is no object with a schema in %s\n", argv[1]);
    return 0;
  }
  const std::vector<kube::Object> copies = with_labels(objects, argc > 2 ? std::atoi(argv[2]) : 50);
  schema::CleanSet clean;
  measure("distinct objects", *set, objects.all, nullptr);
  const std::size_t afresh = measure("labelled copies, each afresh", *set, copies, nullptr);
  const std::size_t remembered = measure("labelled copies, shared parts remembered", *set, copies, &clean);
  return afresh == remembered ? 0 : 1;
}
