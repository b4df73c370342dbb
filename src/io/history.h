// Every content that a git history ever had, each once.
//
// Commits are visited from the oldest on, and of each commit's tree only what no commit before
// had: a tree or a blob that was met is not entered again. So a repository of a hundred thousand commits
// costs what it has of distinct trees and blobs, and it does not matter how commits were merged.
//
// libgit2 reads the objects; no program is run. What cannot be read is counted, not an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fleetlint::io {

struct HistoryCommit {
  std::string id;                ///< 40 hexadecimal digits
  std::int64_t author_time = 0;  ///< seconds since 1970, as the author's clock said
  int author_offset = 0;         ///< minutes east of Greenwich
};

/// A content as a commit brought it.
struct HistoryItem {
  const HistoryCommit* commit = nullptr;
  std::string path;  ///< in the repository; bytes, which need not be UTF-8
  std::string blob;  ///< its id
};

struct HistoryCounts {
  std::size_t commits = 0;
  std::size_t blobs = 0;
  std::size_t bytes = 0;
  std::size_t large = 0;    ///< blobs above the limit, left out
  std::size_t missing = 0;  ///< objects that are not there or cannot be read
  std::size_t cut_off = 0;  ///< commits whose parents a shallow clone does not have
};

struct HistoryOptions {
  std::vector<std::string> tips;                  ///< revisions to walk from; empty: HEAD
  std::vector<std::string> known;                 ///< commits that were walked before, with all behind them
  std::size_t max_bytes = std::size_t{4} << 20U;  ///< of a blob
  int threads = 1;
};

struct History {
  HistoryCounts counts;
  std::vector<std::string> tips;   ///< ids of the commits walked from
  std::vector<std::string> roots;  ///< ids of the commits without a parent that were met, sorted
};

/// Calls `visit` for every content, from several threads and in no order; `index` counts the contents from
/// the oldest on. Fails when the path lies in no repository or a tip is no commit; `known` commits that are
/// gone are passed over.
Result<History> walk_history(
    const std::string& path, const HistoryOptions& options,
    const std::function<void(std::size_t index, const HistoryItem& item, std::string_view text)>& visit);

/// Ids of the commits that the revisions name, HEAD where there is none.
Result<std::vector<std::string>> resolve_commits(const std::string& path,
                                                 const std::vector<std::string>& revisions);

/// Is each of the commits one of `tips` or behind one?
bool are_ancestors(const std::string& path, const std::vector<std::string>& commits,
                   const std::vector<std::string>& tips);

/// A blob by its id.
Result<std::string> read_blob(const std::string& path, const std::string& id);

/// Ids of all blobs of a commit's tree, sorted.
Result<std::vector<std::string>> blobs_of_commit(const std::string& path, const std::string& commit);

/// Where the repository keeps its own files (shared by its work trees).
Result<std::string> git_directory(const std::string& path);

/// The content of a small file, empty where there is none; and its replacement as a whole or not at all.
std::string read_whole(const std::string& path);
bool write_whole(const std::string& path, std::string_view text);

}  // namespace fleetlint::io
