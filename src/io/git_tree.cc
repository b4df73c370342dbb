// A commit and the index as trees.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "base/strings.h"
#include "io/flat_tree.h"
#include "io/git.h"

namespace fleetlint::io {

namespace {

class GitTree final : public FlatTree {
 public:
  GitTree(git::Repository repository, source::SourceMap& sources)
      : repository_(std::move(repository)), sources_(sources) {}

  git_repository* repository() const { return repository_.get(); }

  /// `path` in the repository; what lies outside `prefix` is left out.
  void add_blob(std::string_view path, std::string_view prefix, git_filemode_t mode, const git_oid& id) {
    if (!prefix.empty()) {
      if (!path.starts_with(prefix) || path.size() <= prefix.size() || path[prefix.size()] != '/') return;
      path.remove_prefix(prefix.size() + 1);
    }
    if (mode == GIT_FILEMODE_COMMIT) {
      add_directory(std::string(path));  // a submodule: its files are elsewhere
    } else if (mode == GIT_FILEMODE_LINK) {
      const Result<std::string> target = content(id);
      add_link(std::string(path), target ? *target : std::string());
    } else {
      add_file(std::string(path), ids_.size());
      ids_.push_back(id);
    }
  }

 private:
  Result<std::string> content(const git_oid& id) const {
    const std::lock_guard lock(mutex_);  // a libgit2 repository has one user at a time
    git_blob* found = nullptr;
    if (git_blob_lookup(&found, repository_.get(), &id) != 0)
      return git::last_error("cannot read from the repository");
    const git::Blob blob(found);
    const auto size = static_cast<std::size_t>(git_blob_rawsize(blob.get()));
    if (size > kMaxFileBytes) return Error{fmt::format("it is larger than {} MiB", kMaxFileBytes >> 20U)};
    return std::string(static_cast<const char*>(git_blob_rawcontent(blob.get())), size);
  }

  Result<source::FileId> raw_content(std::size_t key) const final {
    Result<std::string> text = content(ids_[key]);
    if (!text) return text.error();
    return sources_.add(*std::move(text));
  }

  git::Repository repository_;
  source::SourceMap& sources_;
  std::vector<git_oid> ids_;
  mutable std::mutex mutex_;
};

struct Walk {
  GitTree* tree;
  std::string_view prefix;
};

int add_entry(const char* root, const git_tree_entry* entry, void* payload) {
  const auto* walk = static_cast<const Walk*>(payload);
  if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
    walk->tree->add_blob(fmt::format("{}{}", root, git_tree_entry_name(entry)), walk->prefix,
                         git_tree_entry_filemode(entry), *git_tree_entry_id(entry));
  }
  return 0;
}

/// The index that a hook is to look at: `git commit -a` and `git commit FILE` make
/// another one beside the repository's own and name it to their hooks, from the work tree.
std::string index_of_hook(git_repository* repository) {
  const char* named = std::getenv("GIT_INDEX_FILE");  // NOLINT(concurrency-mt-unsafe): before any thread
  const char* work_tree = git_repository_workdir(repository);
  if (named == nullptr || *named == '\0' || work_tree == nullptr) return {};
  const std::filesystem::path file = std::filesystem::path(work_tree) / named;
  // The hook may be one of another repository.
  std::error_code failed;
  const bool ours = std::filesystem::equivalent(file.parent_path(), git_repository_path(repository), failed);
  return ours && !failed ? file.string() : std::string();
}

Result<git::Index> staged_index(git_repository* repository) {
  git_index* found = nullptr;
  const std::string named = index_of_hook(repository);
  const int failed =
      named.empty() ? git_repository_index(&found, repository) : git_index_open(&found, named.c_str());
  if (failed != 0) return git::last_error("cannot read the index");
  return git::Index(found);
}

}  // namespace

Result<TreePtr> open_commit(const std::string& path, const std::string& revision,
                            source::SourceMap& sources) {
  Result<git::Repository> repository = git::open_repository(path);
  if (!repository) return repository.error();
  const std::string prefix = git::prefix_in(repository->get(), path).value_or("");
  auto tree = std::make_shared<GitTree>(*std::move(repository), sources);

  git_object* found = nullptr;
  if (git_revparse_single(&found, tree->repository(), revision.c_str()) != 0) {
    return git::last_error(fmt::format("there is no revision {}", quote(revision)));
  }
  const git::Object object(found);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, object.get(), GIT_OBJECT_TREE) != 0) {
    return git::last_error(fmt::format("{} is no commit", quote(revision)));
  }
  const git::Object root(peeled);
  Walk walk{tree.get(), prefix};
  // libgit2's own names for the same object: a tree is an object.
  if (git_tree_walk(reinterpret_cast<git_tree*>(root.get()), GIT_TREEWALK_PRE, add_entry, &walk) != 0) {
    return git::last_error(fmt::format("cannot read the files of {}", quote(revision)));
  }
  return TreePtr(std::move(tree));
}

Result<TreePtr> open_index(const std::string& path, source::SourceMap& sources) {
  Result<git::Repository> repository = git::open_repository(path);
  if (!repository) return repository.error();
  const std::string prefix = git::prefix_in(repository->get(), path).value_or("");
  auto tree = std::make_shared<GitTree>(*std::move(repository), sources);

  const Result<git::Index> opened = staged_index(tree->repository());
  if (!opened) return opened.error();
  git_index* index = opened->get();
  for (std::size_t i = 0; i < git_index_entrycount(index); ++i) {
    const git_index_entry* entry = git_index_get_byindex(index, i);
    // Of a conflict our own side is taken: it is what the work tree was.
    const int stage = git_index_entry_stage(entry);
    if (stage != 0 && stage != 2) continue;
    tree->add_blob(entry->path, prefix, static_cast<git_filemode_t>(entry->mode), entry->id);
  }
  return TreePtr(std::move(tree));
}

}  // namespace fleetlint::io
