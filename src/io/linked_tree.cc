#include "io/linked_tree.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace fleetlint::io {

namespace {

constexpr std::size_t kMaxPath = 4096;
constexpr int kMaxLinks = 40;  // as Linux follows them

std::string child(const std::string& directory, std::string_view name) {
  return directory.empty() ? std::string(name) : fmt::format("{}/{}", directory, name);
}

}  // namespace

LinkedTree::Resolved LinkedTree::resolve_in(const Resolved& parent, std::string_view name,
                                            int& links_left) const {
  if (parent.type != FileType::directory) {
    return {parent.type == FileType::outside ? FileType::outside : FileType::none, {}};
  }
  std::string path = child(parent.path, name);
  const Raw found = raw(path);
  switch (found.type) {
    case Raw::none: return {FileType::none, {}};
    case Raw::file: return {FileType::file, std::move(path)};
    case Raw::directory: return {FileType::directory, std::move(path)};
    case Raw::link: break;
  }
  // The budget is one for the whole path: links to links would multiply otherwise.
  if (links_left-- <= 0) return {FileType::none, {}};
  // A link's target is resolved from the folder it really lies in; `..` steps up the real path.
  if (found.target.starts_with('/')) return {FileType::outside, {}};
  Resolved at = parent;
  for (const std::string_view part : split(found.target, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (at.type != FileType::directory) return {FileType::none, {}};
      if (at.path.empty()) return {FileType::outside, {}};
      at.path = std::string(parent_of(at.path));
    } else {
      at = resolve_in(at, part, links_left);
    }
  }
  return at;
}

LinkedTree::Resolved LinkedTree::resolve(std::string_view path) const {
  int links_left = kMaxLinks;
  return resolve(path, links_left);
}

LinkedTree::Resolved LinkedTree::resolve(std::string_view path, int& links_left) const {
  if (path.empty()) return {FileType::directory, {}};
  // No system takes such a path; what is remembered below would be its square.
  if (path.size() > kMaxPath) return {FileType::none, {}};
  const std::string key(path);
  {
    const std::shared_lock lock(mutex_);
    const auto it = resolved_.find(key);
    if (it != resolved_.end()) return it->second;
  }
  Resolved result = resolve_in(resolve(parent_of(path), links_left), file_name_of(path), links_left);
  const std::unique_lock lock(mutex_);
  return resolved_.emplace(key, std::move(result)).first->second;
}

FileType LinkedTree::type(std::string_view path) const { return resolve(path).type; }

std::vector<DirEntry> LinkedTree::list(std::string_view directory) const {
  const Resolved at = resolve(directory);
  if (at.type != FileType::directory) return {};
  std::vector<DirEntry> entries;
  for (const auto& [name, found] : raw_list(at.path)) {
    switch (found.type) {
      case Raw::none: break;
      case Raw::file: entries.push_back({name, FileType::file, false}); break;
      case Raw::directory: entries.push_back({name, FileType::directory, false}); break;
      case Raw::link: entries.push_back({name, resolve(child(at.path, name)).type, true}); break;
    }
  }
  return entries;
}

Result<source::FileId> LinkedTree::read(std::string_view path) const {
  const Resolved at = resolve(path);
  switch (at.type) {
    case FileType::none: return Error{fmt::format("{} does not exist", quote(path))};
    case FileType::directory: return Error{fmt::format("{} is a directory", quote(path))};
    case FileType::outside: return Error{fmt::format("{} leads out of the repository", quote(path))};
    case FileType::file: break;
  }
  {
    const std::shared_lock lock(mutex_);
    const auto it = read_.find(at.path);
    if (it != read_.end()) return it->second;
  }
  Result<source::FileId> file = raw_read(at.path);
  if (file) {
    const std::unique_lock lock(mutex_);
    read_.emplace(at.path, *file);
  }
  return file;
}

std::string LinkedTree::real_path(std::string_view path) const {
  const Resolved at = resolve(path);
  return at.type == FileType::file || at.type == FileType::directory ? at.path : std::string(path);
}

}  // namespace fleetlint::io
