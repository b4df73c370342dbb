#include "flux/artifact.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/strings.h"

namespace fleetlint::flux {

namespace {

/// The controller's git library compares beginnings, not components: "apps" stands
/// for "apps-old/x.yaml" too.
bool begins_with_any(std::string_view path, const std::vector<std::string>& beginnings) {
  return beginnings.empty() ||
         std::ranges::any_of(beginnings, [&](const auto& begin) { return path.starts_with(begin); });
}

class PackedTree final : public io::FileTree {
 public:
  PackedTree(io::TreePtr tree, IgnorePatterns patterns, std::vector<std::string> sparse)
      : tree_(std::move(tree)), patterns_(std::move(patterns)), sparse_(std::move(sparse)) {
    root_ = tree_->real_path("");
  }

  /// Every cluster asks for the same paths, and patterns are slow to match.
  io::FileType type(std::string_view path) const final {
    if (path.empty()) return io::FileType::directory;
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = types_.find(std::string(path)); known != types_.end()) return known->second;
    }
    const io::FileType found = find_type(path);
    const std::lock_guard lock(mutex_);
    return types_.try_emplace(std::string(path), found).first->second;
  }

  std::vector<io::DirEntry> list(std::string_view directory) const final {
    std::vector<io::DirEntry> entries = tree_->list(directory);
    std::erase_if(entries, [&](const io::DirEntry& entry) {
      if (entry.is_link) return true;
      return type(directory.empty() ? entry.name : fmt::format("{}/{}", directory, entry.name)) ==
             io::FileType::none;
    });
    return entries;
  }

  Result<source::FileId> read(std::string_view path) const final {
    if (type(path) == io::FileType::none && tree_->type(path) != io::FileType::none) {
      return Error{is_link(path)
                       ? fmt::format("{} is reached by a symbolic link, which Flux drops", quote(path))
                       : fmt::format("{} is left out of the artifact by {}", quote(path),
                                     is_checked_out(path) ? "ignore patterns" : "sparseCheckout")};
    }
    return tree_->read(path);
  }

  std::string real_path(std::string_view path) const final { return tree_->real_path(path); }

 private:
  io::FileType find_type(std::string_view path) const {
    const io::FileType found = tree_->type(path);
    if (found != io::FileType::file && found != io::FileType::directory) return io::FileType::none;
    if (is_link(path)) return io::FileType::none;
    if (is_checked_out(path) && !patterns_.excludes(path, found == io::FileType::directory)) return found;
    // A folder that is left out comes back with any file of it that is not.
    return found == io::FileType::directory && !list(path).empty() ? found : io::FileType::none;
  }

  bool is_link(std::string_view path) const {
    const std::string real = tree_->real_path(path);
    return root_.empty() ? real != path : real != fmt::format("{}/{}", root_, path);
  }

  bool is_checked_out(std::string_view path) const { return begins_with_any(path, sparse_); }

  io::TreePtr tree_;
  IgnorePatterns patterns_;
  std::vector<std::string> sparse_;
  std::string root_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, io::FileType> types_;
};

}  // namespace

Artifacts::Artifacts(io::TreePtr repository, const source::SourceMap& sources)
    : repository_(std::move(repository)), sources_(sources) {}

void Artifacts::find_ignore_files() {
  if (looked_for_ignore_files_) return;
  looked_for_ignore_files_ = true;
  for (const std::string& path : io::all_files(*repository_)) {
    if (io::file_name_of(path) != ".sourceignore") continue;
    const auto file = repository_->read(path);
    if (file) ignore_files_.push_back({std::string(io::parent_of(path)), std::string(sources_.text(*file))});
  }
  // A folder's own come before those of its subfolders.
  std::stable_sort(ignore_files_.begin(), ignore_files_.end(), [](const IgnoreFile& a, const IgnoreFile& b) {
    return split(a.folder, '/') < split(b.folder, '/');
  });
}

io::TreePtr Artifacts::packed(std::string_view folder, std::string_view ignore,
                              const std::vector<std::string>& sparse) {
  const std::lock_guard lock(mutex_);
  io::TreePtr& tree = packed_[{std::string(folder), std::string(ignore), sparse}];
  if (tree != nullptr) return tree;
  find_ignore_files();
  IgnorePatterns users;
  const std::string prefix = folder.empty() ? std::string() : fmt::format("{}/", folder);
  for (const IgnoreFile& file : ignore_files_) {
    if (file.folder != folder && !file.folder.starts_with(prefix)) continue;
    const std::string_view domain =
        file.folder == folder ? std::string_view() : std::string_view(file.folder).substr(prefix.size());
    // What is not checked out has no say.
    if (begins_with_any(domain.empty() ? ".sourceignore" : fmt::format("{}/.sourceignore", domain), sparse)) {
      users.add(file.lines, domain);
    }
  }
  users.add(ignore, "");
  IgnorePatterns patterns;
  patterns.add(IgnorePatterns::version_control(), "");
  if (users.empty()) patterns.add(IgnorePatterns::defaults(), "");
  patterns.add(std::move(users));
  tree = std::make_shared<PackedTree>(folder.empty() ? repository_ : io::make_subtree(repository_, folder),
                                      std::move(patterns), sparse);
  return tree;
}

io::TreePtr Artifacts::copied(CopiedFiles files) {
  const std::lock_guard lock(mutex_);
  io::TreePtr& tree = copied_[files];
  if (tree == nullptr) tree = io::make_mapped_tree(repository_, std::move(files));
  return tree;
}

}  // namespace fleetlint::flux
