#include "io/git.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/strings.h"

namespace fleetlint::io::git {

void start() {
  static const int kStarted = [] {
    const int count = git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return count;
  }();
  static_cast<void>(kStarted);
}

Error last_error(const std::string& what) {
  const git_error* error = git_error_last();
  return Error{error == nullptr || error->message == nullptr ? what
                                                             : fmt::format("{}: {}", what, error->message)};
}

Result<Repository> open_repository(const std::string& path) {
  start();
  git_repository* repository = nullptr;
  if (git_repository_open_ext(&repository, path.c_str(), 0, nullptr) != 0) {
    return Error{fmt::format("{} is not in a git repository", quote(path))};
  }
  return Repository(repository);
}

std::optional<std::string> prefix_in(git_repository* repository, const std::string& path) {
  const char* work_tree = git_repository_workdir(repository);
  if (work_tree == nullptr) return std::nullopt;
  std::error_code failed;
  const auto root = std::filesystem::canonical(work_tree, failed);
  if (failed) return std::nullopt;
  const auto inner = std::filesystem::canonical(path, failed);
  if (failed) return std::nullopt;
  const std::string relative = inner.lexically_relative(root).generic_string();
  if (relative == ".") return std::string();
  if (relative.empty() || relative.starts_with("..")) return std::nullopt;
  return relative;
}

}  // namespace fleetlint::io::git
