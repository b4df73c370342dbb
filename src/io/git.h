// Ownership of libgit2's objects, and its start and end.
#pragma once

#include <git2.h>

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace fleetlint::io::git {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Repository = std::unique_ptr<git_repository, Deleter<git_repository_free>>;
using Index = std::unique_ptr<git_index, Deleter<git_index_free>>;
using Object = std::unique_ptr<git_object, Deleter<git_object_free>>;
using Tree = std::unique_ptr<git_tree, Deleter<git_tree_free>>;
using Blob = std::unique_ptr<git_blob, Deleter<git_blob_free>>;

/// Before any other call of libgit2; again does nothing.
void start();

/// The repository that the path lies in. libgit2 runs no program and no hook
/// whatever the repository's configuration says, so one that belongs to another
/// user is opened too: in containers that is the usual case.
Result<Repository> open_repository(const std::string& path);

/// Where `path` lies in the repository's work tree: "" for its root. Nothing for
/// a bare repository or a path outside.
std::optional<std::string> prefix_in(git_repository* repository, const std::string& path);

/// What libgit2 says of its last failure.
Error last_error(const std::string& what);

}  // namespace fleetlint::io::git
