#include <string>
#include <string_view>

#include "base/strings.h"
#include "io/file_tree.h"

namespace fleetlint::io {

std::string normalise(std::string_view path) {
  std::string joined;
  return join_inside("", path, &joined) ? joined : std::string();
}

bool join_inside(std::string_view base, std::string_view relative, std::string* joined) {
  if (relative.starts_with('/')) return false;
  std::vector<std::string_view> parts;
  for (const std::string_view path : {base, relative}) {
    for (const std::string_view part : split(path, '/')) {
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return false;
      } else {
        parts.pop_back();
      }
    }
  }
  joined->clear();
  for (const std::string_view part : parts) {
    if (!joined->empty()) *joined += '/';
    *joined += part;
  }
  return true;
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view file_name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view extension_of(std::string_view path) {
  const std::string_view name = file_name_of(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

namespace {

void walk(const FileTree& tree, const std::string& directory, std::vector<std::string>& files) {
  for (const DirEntry& entry : tree.list(directory)) {
    std::string path = directory.empty() ? entry.name : directory + "/" + entry.name;
    if (entry.type == FileType::file) {
      files.push_back(std::move(path));
    } else if (entry.type == FileType::directory && !entry.is_link) {
      walk(tree, path, files);
    }
  }
}

}  // namespace

std::vector<std::string> all_files(const FileTree& tree, std::string_view directory) {
  std::vector<std::string> files;
  walk(tree, std::string(directory), files);
  return files;
}

}  // namespace fleetlint::io
