#include "tests/conformance/vectors.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "base/arena.h"
#include "diag/collector.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace fs = std::filesystem;

namespace {

void collect(const fs::path& root, const fs::path& dir, std::string_view ending,
             std::vector<VectorFile>& files) {
  std::vector<fs::path> here;
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(dir)) {
    if (entry.is_directory()) {
      folders.push_back(entry.path());
    } else if (entry.path().filename().string().ends_with(ending)) {
      here.push_back(entry.path());
    }
  }
  std::ranges::sort(here);
  std::ranges::sort(folders);
  for (const fs::path& path : here) files.push_back({fs::relative(path, root).generic_string(), path});
  for (const fs::path& folder : folders) collect(root, folder, ending, files);
}

}  // namespace

std::vector<VectorFile> files_below(const fs::path& dir, std::string_view ending) {
  std::vector<VectorFile> files;
  collect(dir, dir, ending, files);
  return files;
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::vector<Json> read_json_lines(const fs::path& path) {
  std::vector<Json> values;
  std::istringstream lines(read_text(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) values.push_back(Json::parse(line));
  }
  return values;
}

Json read_yaml(const fs::path& path) {
  Arena arena;
  source::SourceMap sources;
  diag::Collector out;
  const source::FileId file = sources.add(read_text(path));
  const yaml::Stream stream =
      yaml::parse(arena, file, sources.text(file), {.dialect = yaml::Dialect::core}, out);
  if (!out.empty()) throw std::runtime_error(path.string() + ": " + out.findings().front().message);
  return stream.documents.empty() ? Json() : to_json_value(stream.documents.front().root);
}

std::string stem_of(std::string_view name) { return std::string(name.substr(0, name.rfind('.'))); }

void number_equal_keys(std::vector<Case>& cases) {
  std::map<std::string, int> seen;
  for (Case& item : cases) {
    const int count = ++seen[item.key];
    if (count > 1) item.key += "~" + std::to_string(count);
  }
}

std::string shown(const Json& value) {
  constexpr std::size_t kLimit = 200;
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= kLimit ? text : text.substr(0, kLimit) + "...";
}

Json to_json_value(yaml::Node node) { return Json::parse(yaml::to_json(node, false)); }

}  // namespace fleetlint::conformance
