#include "lint/exclude.h"

#include <algorithm>
#include <utility>

#include "lint/path_pattern.h"

namespace fleetlint::lint {
namespace {

class ExcludingTree : public io::FileTree {
 public:
  ExcludingTree(io::TreePtr tree, std::vector<std::string> patterns)
      : tree_(std::move(tree)), patterns_(std::move(patterns)) {}

  io::FileType type(std::string_view path) const override { return tree_->type(path); }
  Result<source::FileId> read(std::string_view path) const override { return tree_->read(path); }
  std::string real_path(std::string_view path) const override { return tree_->real_path(path); }

  std::vector<io::DirEntry> list(std::string_view directory) const override {
    std::vector<io::DirEntry> entries = tree_->list(directory);
    std::erase_if(entries, [&](const io::DirEntry& entry) {
      std::string path(directory);
      if (!path.empty()) path += '/';
      path += entry.name;
      // A pattern that asks for a folder matches what lies in it.
      if (entry.type == io::FileType::directory) path += "/.";
      return std::any_of(patterns_.begin(), patterns_.end(),
                         [&](const std::string& p) { return path_matches(p, path); });
    });
    return entries;
  }

 private:
  io::TreePtr tree_;
  std::vector<std::string> patterns_;
};

}  // namespace

io::TreePtr exclude(io::TreePtr tree, std::vector<std::string> patterns) {
  if (patterns.empty()) return tree;
  return std::make_shared<ExcludingTree>(std::move(tree), std::move(patterns));
}

}  // namespace fleetlint::lint
