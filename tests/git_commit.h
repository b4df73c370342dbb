// Makes a folder a git repository with one commit, for tests of trees.
#pragma once

#include <git2.h>

#include <string>

#include "io/git.h"
#include "tests/catch.h"

namespace fleetlint::tests {

/// Commits everything in the folder that is not ignored; with `flags`
/// GIT_INDEX_ADD_FORCE what is ignored too.
inline void commit_all(const std::string& folder, unsigned flags = GIT_INDEX_ADD_DEFAULT) {
  io::git::start();
  git_repository* repository = nullptr;
  REQUIRE(git_repository_init(&repository, folder.c_str(), 0) == 0);
  const io::git::Repository owned(repository);
  git_index* index = nullptr;
  REQUIRE(git_repository_index(&index, repository) == 0);
  const io::git::Index owned_index(index);
  REQUIRE(git_index_add_all(index, nullptr, flags, nullptr, nullptr) == 0);
  REQUIRE(git_index_write(index) == 0);
  git_oid tree_id;
  REQUIRE(git_index_write_tree(&tree_id, index) == 0);
  git_tree* tree = nullptr;
  REQUIRE(git_tree_lookup(&tree, repository, &tree_id) == 0);
  const io::git::Tree owned_tree(tree);
  git_signature* author = nullptr;
  REQUIRE(git_signature_new(&author, "a", "a@example.com", 1, 0) == 0);
  git_oid id;
  CHECK(git_commit_create(&id, repository, "HEAD", author, author, nullptr, "all", tree, 0, nullptr) == 0);
  git_signature_free(author);
}

}  // namespace fleetlint::tests
