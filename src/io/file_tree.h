// FileTree: the files of a repository, wherever they are.
//
// The only module that touches the disk or libgit2 is io. A tree is a directory,
// a commit, the index (what pre-commit must read), or memory; and a *view* of
// another tree: a subfolder, a filtered tree, a mapping of copied files (what a
// Flux source makes of a repository). All give the same answers for the same
// files.
//
// Paths are relative to the tree's root, with forward slashes, normalised (no
// ".", "..", doubled or trailing slashes); the root is "". Nothing outside the
// root is ever read: symbolic links are followed inside the root only, and one
// that leads out does not exist (`outside`).
//
// Safe to use from several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/source_map.h"

namespace fleetlint::io {

enum class FileType : std::uint8_t { none, file, directory, outside };

struct DirEntry {
  std::string name;
  FileType type = FileType::none;  ///< of what a symbolic link leads to
  bool is_link = false;
};

class FileTree {
 public:
  virtual ~FileTree() = default;

  virtual FileType type(std::string_view path) const = 0;

  /// Entries of a directory sorted by name (bytes); empty when it is none.
  /// Ignored files (ignore.h) and the `.git` folder are left out.
  virtual std::vector<DirEntry> list(std::string_view directory) const = 0;

  /// The content, read at most once and kept by the source map of the run.
  /// Fails with a reason fit for a finding: does not exist, is a directory, too
  /// large, not readable. Ignored files can be read: ignoring is about discovery.
  virtual Result<source::FileId> read(std::string_view path) const = 0;

  /// The same file's path in the repository, with links resolved: what a finding shows.
  virtual std::string real_path(std::string_view path) const = 0;
};

using TreePtr = std::shared_ptr<const FileTree>;

/// Joins and normalises: `..` is resolved by text. Nothing when the result would
/// lie outside the root, or `relative` is absolute.
std::string normalise(std::string_view path);
bool join_inside(std::string_view base, std::string_view relative, std::string* joined);

/// Parent of "a/b" is "a", of "a" is "".
std::string_view parent_of(std::string_view path);
std::string_view file_name_of(std::string_view path);
/// With the dot, lower case as written: ".yaml"; empty without one.
std::string_view extension_of(std::string_view path);

/// All files below `directory`, depth first, sorted; links to directories are not entered.
std::vector<std::string> all_files(const FileTree& tree, std::string_view directory = "");

/// A directory on disk. Fails when it is none or cannot be read. Inside a git
/// work tree the ignore files of git are honoured.
Result<TreePtr> open_directory(const std::string& path, source::SourceMap& sources);

/// A commit ("HEAD", a branch, an id) of the repository that `path` lies in.
Result<TreePtr> open_commit(const std::string& path, const std::string& revision, source::SourceMap& sources);

/// The index of that repository: the staged content. In a hook of git, the index
/// that the hook is called for.
Result<TreePtr> open_index(const std::string& path, source::SourceMap& sources);

/// Where the folder `path` lies in the git repository it belongs to: "" at its root, or outside of any.
std::string repository_prefix(const std::string& path);

/// Files given as (path, content). Contents that begin with "link:" + path are symbolic links.
TreePtr make_memory_tree(const std::vector<std::pair<std::string, std::string>>& files,
                         source::SourceMap& sources);

/// The folder `directory` of `tree` as a tree of its own: its root is the boundary.
TreePtr make_subtree(TreePtr tree, std::string_view directory);

/// Copied files: each pair is (path in the view, path in `tree`). Later pairs overwrite.
TreePtr make_mapped_tree(TreePtr tree, std::vector<std::pair<std::string, std::string>> files);

}  // namespace fleetlint::io
