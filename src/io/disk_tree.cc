// A directory on disk. Inside a git work tree, what git ignores is not listed.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <memory>
#include <unordered_set>

#include "base/strings.h"
#include "io/git.h"
#include "io/linked_tree.h"

namespace fleetlint::io {

namespace {

/// Which paths git ignores: those its ignore files name and its index does not hold.
class GitIgnore {
 public:
  explicit GitIgnore(const std::string& root) {
    Result<git::Repository> repository = git::open_repository(root);
    if (!repository) return;
    const std::optional<std::string> prefix = git::prefix_in(repository->get(), root);
    if (!prefix) return;
    repository_ = *std::move(repository);
    if (!prefix->empty()) prefix_ = *prefix + "/";
    git_index* found = nullptr;
    if (git_repository_index(&found, repository_.get()) != 0) return;
    const git::Index index(found);
    for (std::size_t i = 0; i < git_index_entrycount(index.get()); ++i) {
      for (std::string_view path = git_index_get_byindex(index.get(), i)->path; !path.empty();
           path = parent_of(path)) {
        if (!tracked_.insert(std::string(path)).second) break;
      }
    }
  }

  bool ignores(const std::string& path, bool is_directory) const {
    if (repository_ == nullptr) return false;
    std::string inner = prefix_ + path;
    if (tracked_.contains(inner)) return false;
    if (is_directory) inner += '/';
    const std::lock_guard lock(mutex_);  // a libgit2 repository has one user at a time
    int ignored = 0;
    return git_ignore_path_is_ignored(&ignored, repository_.get(), inner.c_str()) == 0 && ignored != 0;
  }

 private:
  git::Repository repository_;
  std::string prefix_;
  std::unordered_set<std::string> tracked_;
  mutable std::mutex mutex_;
};

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

class DiskTree final : public LinkedTree {
 public:
  DiskTree(std::string root, source::SourceMap& sources)
      : root_(std::move(root)), ignore_(root_), sources_(sources) {}

 private:
  std::string absolute(const std::string& path) const { return path.empty() ? root_ : root_ + "/" + path; }

  Raw raw(const std::string& path) const final {
    struct stat status {};
    const std::string full = absolute(path);
    if (::lstat(full.c_str(), &status) != 0) return {};
    if (S_ISREG(status.st_mode)) return {Raw::file, {}};
    if (S_ISDIR(status.st_mode)) return {Raw::directory, {}};
    if (!S_ISLNK(status.st_mode)) return {};  // sockets, pipes and devices are no files of a repository
    std::string target(PATH_MAX, '\0');
    const ssize_t length = ::readlink(full.c_str(), target.data(), target.size());
    if (length < 0) return {};
    target.resize(static_cast<std::size_t>(length));
    return {Raw::link, std::move(target)};
  }

  std::vector<std::pair<std::string, Raw>> raw_list(const std::string& directory) const final {
    std::vector<std::pair<std::string, Raw>> entries;
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(absolute(directory).c_str()), ::closedir);
    if (open == nullptr) return entries;
    while (const dirent* entry =
               ::readdir(open.get())) {  // NOLINT(concurrency-mt-unsafe): each call has its own stream
      std::string name = entry->d_name;
      if (name == "." || name == ".." || name == ".git") continue;
      const std::string path = directory.empty() ? name : directory + "/" + name;
      Raw found;
      if (entry->d_type == DT_REG) {
        found.type = Raw::file;
      } else if (entry->d_type == DT_DIR) {
        found.type = Raw::directory;
      } else {
        found = raw(path);
      }
      if (found.type == Raw::none || ignore_.ignores(path, found.type == Raw::directory)) continue;
      entries.emplace_back(std::move(name), std::move(found));
    }
    std::ranges::sort(entries, {}, &std::pair<std::string, Raw>::first);
    return entries;
  }

  Result<source::FileId> raw_read(const std::string& path) const final {
    const Descriptor file(::open(absolute(path).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
      return Error{fmt::format("{} cannot be read: {}", quote(path), std::generic_category().message(errno))};
    }
    if (!S_ISREG(status.st_mode)) return Error{fmt::format("{} is not a file", quote(path))};
    if (static_cast<std::size_t>(status.st_size) > kMaxFileBytes) {
      return Error{fmt::format("{} is larger than {} MiB", quote(path), kMaxFileBytes >> 20U)};
    }
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
      const ssize_t got = ::read(file.get(), text.data() + filled, text.size() - filled);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        return Error{
            fmt::format("{} cannot be read: {}", quote(path), std::generic_category().message(errno))};
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return sources_.add(std::move(text));
  }

  std::string root_;
  GitIgnore ignore_;
  source::SourceMap& sources_;
};

}  // namespace

Result<TreePtr> open_directory(const std::string& path, source::SourceMap& sources) {
  std::error_code failed;
  const std::filesystem::path root = std::filesystem::canonical(path, failed);
  if (failed) return Error{fmt::format("{} does not exist", quote(path))};
  if (!std::filesystem::is_directory(root, failed))
    return Error{fmt::format("{} is not a directory", quote(path))};
  if (::access(root.c_str(), R_OK | X_OK) != 0) return Error{fmt::format("{} cannot be read", quote(path))};
  return TreePtr(std::make_shared<DiskTree>(root.string(), sources));
}

}  // namespace fleetlint::io
