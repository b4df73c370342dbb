#include "io/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>
#include <unordered_set>

#include "base/strings.h"
#include "io/git.h"

namespace fleetlint::io {
namespace {

using Commit = std::unique_ptr<git_commit, git::Deleter<git_commit_free>>;
using Revwalk = std::unique_ptr<git_revwalk, git::Deleter<git_revwalk_free>>;

struct OidHash {
  std::size_t operator()(const git_oid& id) const {
    std::size_t hash = 0;
    std::memcpy(&hash, id.id, sizeof hash);
    return hash;
  }
};
struct OidEqual {
  bool operator()(const git_oid& a, const git_oid& b) const { return git_oid_equal(&a, &b) != 0; }
};
using OidSet = std::unordered_set<git_oid, OidHash, OidEqual>;

constexpr int kMaxDepth = 200;  // of folders; no real tree comes near

std::string text_of(const git_oid& id) {
  std::string text(GIT_OID_HEXSZ, '0');
  git_oid_fmt(text.data(), &id);
  return text;
}

struct Found {
  std::size_t commit = 0;
  std::string path;
  git_oid blob{};
};

/// Goes through trees and notes each blob the first time.
class Trees {
 public:
  Trees(git_repository* repository, HistoryCounts& counts) : repository_(repository), counts_(counts) {}

  template <typename Note>
  void enter(const git_oid& tree_id, std::string& path, int depth, Note note) {
    if (depth > kMaxDepth || !trees_.insert(tree_id).second) return;
    git_tree* found = nullptr;
    if (git_tree_lookup(&found, repository_, &tree_id) != 0) {
      ++counts_.missing;
      return;
    }
    const git::Tree tree(found);
    const std::size_t count = git_tree_entrycount(tree.get());
    const std::size_t length = path.size();
    for (std::size_t i = 0; i < count; ++i) {
      const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
      const git_object_t type = git_tree_entry_type(entry);
      const git_oid& id = *git_tree_entry_id(entry);
      if (type == GIT_OBJECT_TREE) {
        path += git_tree_entry_name(entry);
        path += '/';
        enter(id, path, depth + 1, note);
        path.resize(length);
      } else if (type == GIT_OBJECT_BLOB && git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK) {
        if (blobs_.insert(id).second) note(path + git_tree_entry_name(entry), id);
      }  // a submodule's commit is another repository's
    }
  }

 private:
  git_repository* repository_;
  HistoryCounts& counts_;
  OidSet trees_;
  OidSet blobs_;
};

Result<git_oid> commit_named(git_repository* repository, const std::string& revision) {
  git_object* found = nullptr;
  if (git_revparse_single(&found, repository, revision.c_str()) != 0)
    return git::last_error(fmt::format("there is no revision {}", quote(revision)));
  const git::Object object(found);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) != 0)
    return git::last_error(fmt::format("{} is no commit", quote(revision)));
  const git::Object commit(peeled);
  return *git_object_id(commit.get());
}

/// Commits at which a shallow clone was cut.
OidSet shallow_commits(git_repository* repository) {
  OidSet cut;
  std::ifstream file(std::string(git_repository_commondir(repository)) + "shallow");
  for (std::string line; std::getline(file, line);) {
    git_oid id;
    if (git_oid_fromstr(&id, line.c_str()) == 0) cut.insert(id);
  }
  return cut;
}

/// By libgit2, oldest first. Nothing when an object that it needs is not there, as in shallow clones.
std::optional<std::vector<git_oid>> walked_by_library(git_repository* repository,
                                                      const std::vector<git_oid>& starts,
                                                      const std::vector<git_oid>& ends) {
  git_revwalk* made = nullptr;
  if (git_revwalk_new(&made, repository) != 0) return std::nullopt;
  const Revwalk walk(made);
  git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME | GIT_SORT_REVERSE);
  for (const git_oid& id : starts) {
    if (git_revwalk_push(walk.get(), &id) != 0) return std::nullopt;
  }
  for (const git_oid& id : ends) {
    if (git_revwalk_hide(walk.get(), &id) != 0) return std::nullopt;
  }
  std::vector<git_oid> commits;
  git_oid id;
  int status = 0;
  while ((status = git_revwalk_next(&id, walk.get())) == 0) commits.push_back(id);
  if (status != GIT_ITEROVER) return std::nullopt;
  return commits;
}

/// All that can be reached, where parents may be missing: ordered by the committers' clocks.
std::vector<git_oid> walked_by_hand(git_repository* repository, const std::vector<git_oid>& starts,
                                    OidSet stop, const OidSet& cut, HistoryCounts& counts) {
  std::vector<std::pair<git_time_t, git_oid>> met;
  std::vector<git_oid> open = starts;
  while (!open.empty()) {
    const git_oid id = open.back();
    open.pop_back();
    if (!stop.insert(id).second) continue;
    git_commit* read = nullptr;
    if (git_commit_lookup(&read, repository, &id) != 0) {
      ++counts.missing;
      continue;
    }
    const Commit commit(read);
    met.emplace_back(git_commit_time(commit.get()), id);
    if (cut.count(id) != 0) continue;
    for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i)
      open.push_back(*git_commit_parent_id(commit.get(), i));
  }
  std::stable_sort(met.begin(), met.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : git_oid_cmp(&a.second, &b.second) < 0;
  });
  std::vector<git_oid> commits;
  for (const auto& [time, id] : met) commits.push_back(id);
  return commits;
}

std::vector<git_oid> commits_between(git_repository* repository, const std::vector<git_oid>& starts,
                                     const std::vector<git_oid>& ends, const OidSet& cut,
                                     HistoryCounts& counts) {
  if (cut.empty()) {
    if (std::optional<std::vector<git_oid>> commits = walked_by_library(repository, starts, ends))
      return *std::move(commits);
  }
  HistoryCounts ignored;
  OidSet stop;
  for (const git_oid& id : walked_by_hand(repository, ends, {}, cut, ignored)) stop.insert(id);
  return walked_by_hand(repository, starts, std::move(stop), cut, counts);
}

/// Reads the blobs and hands them out, each thread with a repository of its own: libgit2's have one user at a
/// time.
void read_blobs(const std::string& path, const HistoryOptions& options, const std::vector<Found>& found,
                const std::deque<HistoryCommit>& commits, HistoryCounts& counts,
                const std::function<void(std::size_t, const HistoryItem&, std::string_view)>& visit) {
  std::atomic<std::size_t> next{0}, bytes{0}, large{0}, missing{0};
  const auto work = [&] {
    const Result<git::Repository> repository = git::open_repository(path);
    if (!repository) return;
    git_odb* opened = nullptr;
    if (git_repository_odb(&opened, repository->get()) != 0) return;
    const std::unique_ptr<git_odb, git::Deleter<git_odb_free>> odb(opened);
    // Neighbours are often versions of one file, and lie in one chain of deltas: taken in runs.
    constexpr std::size_t kRun = 32;
    for (std::size_t begin = next.fetch_add(kRun); begin < found.size(); begin = next.fetch_add(kRun)) {
      for (std::size_t i = begin; i < std::min(begin + kRun, found.size()); ++i) {
        git_odb_object* read = nullptr;
        std::size_t size = 0;
        git_object_t type{};
        if (git_odb_read_header(&size, &type, odb.get(), &found[i].blob) == 0 && size > options.max_bytes) {
          ++large;
          continue;
        }
        if (git_odb_read(&read, odb.get(), &found[i].blob) != 0) {
          ++missing;
          continue;
        }
        const std::unique_ptr<git_odb_object, git::Deleter<git_odb_object_free>> object(read);
        const std::string_view text(static_cast<const char*>(git_odb_object_data(object.get())),
                                    git_odb_object_size(object.get()));
        bytes += text.size();
        visit(i, HistoryItem{&commits[found[i].commit], found[i].path, text_of(found[i].blob)}, text);
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < options.threads; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  counts.bytes = bytes;
  counts.large = large;
  counts.missing += missing;
}

}  // namespace

Result<History> walk_history(
    const std::string& path, const HistoryOptions& options,
    const std::function<void(std::size_t, const HistoryItem&, std::string_view)>& visit) {
  Result<git::Repository> opened = git::open_repository(path);
  if (!opened) return opened.error();
  git_repository* const repository = opened->get();
  History history;
  HistoryCounts& counts = history.counts;
  std::vector<git_oid> starts;
  std::vector<git_oid> ends;
  const std::vector<std::string> tips =
      options.tips.empty() ? std::vector<std::string>{"HEAD"} : options.tips;
  for (const std::string& tip : tips) {
    const Result<git_oid> id = commit_named(repository, tip);
    if (!id) return id.error();
    history.tips.push_back(text_of(*id));
    starts.push_back(*id);
  }

  Trees trees(repository, counts);
  std::string prefix;
  for (const std::string& known : options.known) {
    git_oid id;
    git_commit* read = nullptr;
    if (git_oid_fromstr(&id, known.c_str()) != 0 || git_commit_lookup(&read, repository, &id) != 0) continue;
    const Commit commit(read);
    ends.push_back(id);
    trees.enter(*git_commit_tree_id(commit.get()), prefix, 0, [](const std::string&, const git_oid&) {});
  }

  const OidSet cut = shallow_commits(repository);
  std::deque<HistoryCommit> commits;
  std::vector<Found> found;
  for (const git_oid& id : commits_between(repository, starts, ends, cut, counts)) {
    git_commit* read = nullptr;
    if (git_commit_lookup(&read, repository, &id) != 0) {
      ++counts.missing;
      continue;
    }
    const Commit commit(read);
    ++counts.commits;
    if (cut.count(id) != 0) {
      ++counts.cut_off;
    } else if (git_commit_parentcount(commit.get()) == 0) {
      history.roots.push_back(text_of(id));
    }
    bool noted = false;
    trees.enter(*git_commit_tree_id(commit.get()), prefix, 0, [&](std::string file, const git_oid& blob) {
      if (!noted) {
        const git_signature* author = git_commit_author(commit.get());
        commits.push_back({text_of(id), author == nullptr ? 0 : author->when.time,
                           author == nullptr ? 0 : author->when.offset});
        noted = true;
      }
      found.push_back({commits.size() - 1, std::move(file), blob});
    });
  }
  std::sort(history.roots.begin(), history.roots.end());
  counts.blobs = found.size();
  read_blobs(path, options, found, commits, counts, visit);
  return history;
}

Result<std::vector<std::string>> resolve_commits(const std::string& path,
                                                 const std::vector<std::string>& revisions) {
  Result<git::Repository> opened = git::open_repository(path);
  if (!opened) return opened.error();
  std::vector<std::string> ids;
  for (const std::string& revision : revisions.empty() ? std::vector<std::string>{"HEAD"} : revisions) {
    const Result<git_oid> id = commit_named(opened->get(), revision);
    if (!id) return id.error();
    ids.push_back(text_of(*id));
  }
  return ids;
}

bool are_ancestors(const std::string& path, const std::vector<std::string>& commits,
                   const std::vector<std::string>& tips) {
  const Result<git::Repository> opened = git::open_repository(path);
  if (!opened) return false;
  return std::all_of(commits.begin(), commits.end(), [&](const std::string& commit) {
    return std::any_of(tips.begin(), tips.end(), [&](const std::string& tip) {
      git_oid ancestor, descendant;
      if (git_oid_fromstr(&ancestor, commit.c_str()) != 0 || git_oid_fromstr(&descendant, tip.c_str()) != 0)
        return false;
      return git_oid_equal(&ancestor, &descendant) != 0 ||
             git_graph_descendant_of(opened->get(), &descendant, &ancestor) == 1;
    });
  });
}

Result<std::string> read_blob(const std::string& path, const std::string& id) {
  const Result<git::Repository> opened = git::open_repository(path);
  if (!opened) return opened.error();
  git_oid oid;
  git_blob* found = nullptr;
  if (git_oid_fromstr(&oid, id.c_str()) != 0 || git_blob_lookup(&found, opened->get(), &oid) != 0)
    return git::last_error("cannot read from the repository");
  const git::Blob blob(found);
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                     static_cast<std::size_t>(git_blob_rawsize(blob.get())));
}

Result<std::vector<std::string>> blobs_of_commit(const std::string& path, const std::string& commit) {
  Result<git::Repository> opened = git::open_repository(path);
  if (!opened) return opened.error();
  const Result<git_oid> id = commit_named(opened->get(), commit);
  if (!id) return id.error();
  git_commit* read = nullptr;
  if (git_commit_lookup(&read, opened->get(), &*id) != 0) return git::last_error("cannot read the commit");
  const Commit found(read);
  HistoryCounts counts;
  Trees trees(opened->get(), counts);
  std::vector<std::string> blobs;
  std::string prefix;
  trees.enter(*git_commit_tree_id(found.get()), prefix, 0,
              [&](const std::string&, const git_oid& blob) { blobs.push_back(text_of(blob)); });
  std::sort(blobs.begin(), blobs.end());
  return blobs;
}

Result<std::string> git_directory(const std::string& path) {
  Result<git::Repository> opened = git::open_repository(path);
  if (!opened) return opened.error();
  return std::string(git_repository_commondir(opened->get()));
}

std::string read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool write_whole(const std::string& path, std::string_view text) {
  std::error_code failed;
  const std::filesystem::path target(path);
  std::filesystem::create_directories(target.parent_path(), failed);
  // Beside the target: a rename within a folder is one step, and a run that is killed leaves the old file.
  const std::string beside =
      fmt::format("{}.{}", path, std::hash<std::thread::id>{}(std::this_thread::get_id()));
  {
    std::ofstream out(beside, std::ios::binary);
    out << text;
    out.flush();
    if (!out) {
      std::filesystem::remove(beside, failed);
      return false;
    }
  }
  std::filesystem::rename(beside, path, failed);
  return !failed;
}

}  // namespace fleetlint::io
