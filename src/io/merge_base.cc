#include "io/merge_base.h"

#include <fmt/format.h>
#include <git2.h>

#include "base/strings.h"
#include "io/git.h"

namespace fleetlint::io {
namespace {

Result<git_oid> commit_id(git_repository* repository, const std::string& revision) {
  git_object* found = nullptr;
  if (git_revparse_single(&found, repository, revision.c_str()) != 0) {
    return git::last_error(fmt::format("there is no revision {}", quote(revision)));
  }
  const git::Object object(found);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) != 0) {
    return git::last_error(fmt::format("{} is no commit", quote(revision)));
  }
  const git::Object commit(peeled);
  return *git_object_id(commit.get());
}

}  // namespace

Result<std::string> merge_base(const std::string& path, const std::string& one, const std::string& other) {
  const Result<git::Repository> repository = git::open_repository(path);
  if (!repository) return repository.error();
  const Result<git_oid> first = commit_id(repository->get(), one);
  if (!first) return first.error();
  const Result<git_oid> second = commit_id(repository->get(), other);
  if (!second) return second.error();
  git_oid base{};
  if (git_merge_base(&base, repository->get(), &*first, &*second) != 0) {
    return Error{
        fmt::format("{} and {} have no commit in common; in a shallow clone, fetch more of the history",
                    quote(one), quote(other))};
  }
  char text[GIT_OID_HEXSZ + 1];
  return std::string(git_oid_tostr(text, sizeof text, &base));
}

}  // namespace fleetlint::io
