// One thread and many, directory and commit: the same findings to the byte.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "tests/acceptance/trees.h"
#include "tests/catch.h"
#include "tests/git_commit.h"

using namespace fleetlint;
using namespace fleetlint::acceptance;
namespace fs = std::filesystem;

namespace {

/// A copy of the folder as a repository of its own with one commit.
class Repository {
 public:
  explicit Repository(const std::string& folder)
      : path_(fs::temp_directory_path() / fmt::format("fleetlint-same-{}", ::getpid())) {
    fs::remove_all(path_);
    fs::copy(folder, path_, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    // What ORIGIN's repository ignored was left out already: take everything.
    tests::commit_all(path_.string(), GIT_INDEX_ADD_FORCE);
  }
  ~Repository() { fs::remove_all(path_); }
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;

  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

void check_same(const std::string& folder) {
  CAPTURE(folder);
  const Repository repository(folder);
  const std::string one = lint_folder(repository.path(), 1).written("json");
  CHECK(lint_folder(repository.path(), 8).written("json") == one);
  CHECK(lint_commit(repository.path(), 3).written("json") == one);
}

}  // namespace

TEST_CASE("example fleets: threads and kind of tree do not change the findings") {
  for (const std::string_view name : {"fleet-pattern", "management-cluster", "broken"}) {
    check_same(fmt::format("{}/testdata/fleets/{}", source_dir(), name));
  }
}

TEST_CASE("corpora: threads and kind of tree do not change the findings") {
  const std::optional<std::string> corpora = shared_dir("corpora");
  if (!corpora) return;
  for (const std::string_view name :
       {"fluxcd__flux2-multi-tenancy", "aws-samples__eks-multi-cluster-gitops", "giantswarm__gitops-template",
        "olga-mir__k8s-multi-cluster", "billimek__k8s-gitops", "GoogleCloudPlatform__microservices-demo"}) {
    check_same(fmt::format("{}/{}", *corpora, name));
  }
}
