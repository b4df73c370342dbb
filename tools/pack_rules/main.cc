// pack_rules RULES_DIRECTORY PAGE_LIST OUTPUT_DIRECTORY
//
// Run by the build: reads the rule pages that PAGE_LIST names (a line each, relative
// to RULES_DIRECTORY) and writes twins.h and rule_table.cc. A page that is not as
// it should be ends the build with file and line.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "pack_rules/write.h"

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// An unchanged file keeps its time, so that a change of prose alone does not
/// compile every twin again.
bool write_if_changed(const std::filesystem::path& path, const std::string& text) {
  if (std::filesystem::exists(path) && read_file(path) == text) return true;
  std::ofstream out(path, std::ios::binary);
  out << text;
  return static_cast<bool>(out.flush());
}

bool is_kebab_case(std::string_view word) {
  return !word.empty() &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: pack_rules RULES_DIRECTORY PAGE_LIST OUTPUT_DIRECTORY\n";
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  const std::filesystem::path output = argv[3];
  std::vector<pack_rules::Page> pages;
  bool failed = false;

  std::istringstream list(read_file(argv[2]));
  for (std::string name; std::getline(list, name);) {
    if (name.empty()) continue;
    const std::filesystem::path file = directory / name;
    const std::string id = name.substr(0, name.size() - std::string_view(".md").size());
    std::vector<fleetlint::rules::PageError> errors;
    const std::size_t slash = id.find('/');
    if (slash == std::string::npos || !is_kebab_case(id.substr(0, slash)) ||
        !is_kebab_case(id.substr(slash + 1))) {
      errors.push_back({1, "a page is rules/<area>/<name>.md, both in kebab-case"});
    }
    pages.push_back(pack_rules::read_page(id, file.string(), read_file(file), &errors));
    for (const auto& error : errors) {
      std::cerr << file.string() << ":" << error.line << ": error: " << error.message << "\n";
      failed = true;
    }
  }
  if (failed) return 1;

  std::sort(pages.begin(), pages.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::filesystem::create_directories(output);
  if (!write_if_changed(output / "twins.h", pack_rules::twins_header(pages)) ||
      !write_if_changed(output / "rule_table.cc", pack_rules::rule_table(pages))) {
    std::cerr << "pack_rules: cannot write to " << output.string() << "\n";
    return 1;
  }
  return 0;
}
