#include <string>

#include "io/file_tree.h"
#include "io/git.h"

namespace fleetlint::io {

std::string repository_prefix(const std::string& path) {
  const Result<git::Repository> repository = git::open_repository(path);
  if (!repository) return {};
  return git::prefix_in(repository->get(), path).value_or("");
}

}  // namespace fleetlint::io
