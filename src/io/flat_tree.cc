#include "io/flat_tree.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace fleetlint::io {

void FlatTree::add(const std::string& path, Item item) {
  const std::string parent(parent_of(path));
  if (!directories_.contains(parent)) add_directory(parent);
  directories_[parent][std::string(file_name_of(path))] = std::move(item);
}

void FlatTree::add_directory(const std::string& path) {
  if (path.empty()) return;
  add(path, Item{{Raw::directory, {}}, 0});
  directories_.try_emplace(path);
}

void FlatTree::add_file(const std::string& path, std::size_t key) { add(path, Item{{Raw::file, {}}, key}); }

void FlatTree::add_link(const std::string& path, std::string target) {
  add(path, Item{{Raw::link, std::move(target)}, 0});
}

LinkedTree::Raw FlatTree::raw(const std::string& path) const {
  const auto directory = directories_.find(std::string(parent_of(path)));
  if (directory == directories_.end()) return {};
  const auto item = directory->second.find(std::string(file_name_of(path)));
  return item == directory->second.end() ? Raw{} : item->second.raw;
}

std::vector<std::pair<std::string, LinkedTree::Raw>> FlatTree::raw_list(const std::string& directory) const {
  std::vector<std::pair<std::string, Raw>> entries;
  const auto found = directories_.find(directory);
  if (found == directories_.end()) return entries;
  for (const auto& [name, item] : found->second) entries.emplace_back(name, item.raw);
  return entries;
}

Result<source::FileId> FlatTree::raw_read(const std::string& path) const {
  const auto directory = directories_.find(std::string(parent_of(path)));
  if (directory != directories_.end()) {
    const auto item = directory->second.find(std::string(file_name_of(path)));
    if (item != directory->second.end()) return raw_content(item->second.key);
  }
  return Error{fmt::format("{} does not exist", quote(path))};
}

}  // namespace fleetlint::io
