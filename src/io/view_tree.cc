// Views: trees that show another tree's files under other paths.
#include <map>
#include <memory>

#include <fmt/format.h>

#include "base/strings.h"
#include "io/file_tree.h"

namespace fleetlint::io {

namespace {

class SubTree final : public FileTree {
 public:
  SubTree(TreePtr tree, std::string_view directory) : tree_(std::move(tree)), directory_(directory) {}

  FileType type(std::string_view path) const final {
    const FileType found = tree_->type(inner(path));
    return is_inside(path, found) ? found : FileType::outside;
  }

  std::vector<DirEntry> list(std::string_view directory) const final {
    if (type(directory) != FileType::directory) return {};
    std::vector<DirEntry> entries = tree_->list(inner(directory));
    for (DirEntry& entry : entries) {
      if (!entry.is_link) continue;
      entry.type = type(directory.empty() ? entry.name : fmt::format("{}/{}", directory, entry.name));
    }
    return entries;
  }

  Result<source::FileId> read(std::string_view path) const final {
    if (type(path) == FileType::outside) return Error{fmt::format("{} leads out of the source", quote(path))};
    return tree_->read(inner(path));
  }

  std::string real_path(std::string_view path) const final { return tree_->real_path(inner(path)); }

 private:
  std::string inner(std::string_view path) const {
    if (directory_.empty()) return std::string(path);
    return path.empty() ? directory_ : fmt::format("{}/{}", directory_, path);
  }

  /// A link of the tree may lead to a place in the tree but out of this folder.
  bool is_inside(std::string_view path, FileType found) const {
    if (found == FileType::none || found == FileType::outside || directory_.empty()) return true;
    const std::string real = tree_->real_path(inner(path));
    const std::string root = tree_->real_path(directory_);
    return real == root || real.starts_with(root + "/");
  }

  TreePtr tree_;
  std::string directory_;
};

class MappedTree final : public FileTree {
 public:
  MappedTree(TreePtr tree, std::vector<std::pair<std::string, std::string>> files) : tree_(std::move(tree)) {
    for (auto& [path, real] : files) {
      const std::string normal = normalise(path);
      add_parents(normal);
      directories_[std::string(parent_of(normal))][std::string(file_name_of(normal))] = FileType::file;
      files_[normal] = std::move(real);
    }
  }

  FileType type(std::string_view path) const final {
    if (directories_.contains(std::string(path))) return FileType::directory;
    return files_.contains(std::string(path)) ? FileType::file : FileType::none;
  }

  std::vector<DirEntry> list(std::string_view directory) const final {
    std::vector<DirEntry> entries;
    const auto found = directories_.find(std::string(directory));
    if (found == directories_.end()) return entries;
    for (const auto& [name, type] : found->second) entries.push_back({name, type, false});
    return entries;
  }

  Result<source::FileId> read(std::string_view path) const final {
    const auto found = files_.find(std::string(path));
    if (found == files_.end()) return Error{fmt::format("{} does not exist", quote(path))};
    return tree_->read(found->second);
  }

  std::string real_path(std::string_view path) const final {
    const auto found = files_.find(std::string(path));
    return found == files_.end() ? std::string(path) : tree_->real_path(found->second);
  }

 private:
  void add_parents(const std::string& path) {
    if (path.empty()) return;
    const std::string parent(parent_of(path));
    directories_.try_emplace(parent);
    if (parent.empty()) return;
    add_parents(parent);
    directories_[std::string(parent_of(parent))][std::string(file_name_of(parent))] = FileType::directory;
  }

  TreePtr tree_;
  std::map<std::string, std::string> files_;
  std::map<std::string, std::map<std::string, FileType>> directories_{{"", {}}};
};

}  // namespace

TreePtr make_subtree(TreePtr tree, std::string_view directory) {
  return std::make_shared<SubTree>(std::move(tree), normalise(directory));
}

TreePtr make_mapped_tree(TreePtr tree, std::vector<std::pair<std::string, std::string>> files) {
  return std::make_shared<MappedTree>(std::move(tree), std::move(files));
}

}  // namespace fleetlint::io
