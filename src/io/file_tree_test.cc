#include "io/file_tree.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/git_commit.h"

using namespace fleetlint;
namespace fs = std::filesystem;

namespace {

/// A folder that is removed with the test.
class TempFolder {
 public:
  TempFolder()
      : path_(fs::temp_directory_path() /
              ("fleetlint-io-" + std::to_string(::getpid()) + "-" + std::to_string(counter_++))) {
    fs::create_directories(path_);
  }
  ~TempFolder() { fs::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const fs::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }

 private:
  static inline int counter_ = 0;
  fs::path path_;
};

std::string text_of(const io::FileTree& tree, const source::SourceMap& sources, const std::string& path) {
  const Result<source::FileId> file = tree.read(path);
  return file ? std::string(sources.text(*file)) : "error: " + file.error().message;
}

}  // namespace

TEST_CASE("paths are joined by text and never leave the root") {
  std::string joined;
  CHECK(io::join_inside("a/b", "../c/./d//e", &joined));
  CHECK(joined == "a/c/d/e");
  CHECK(io::join_inside("a", "..", &joined));
  CHECK(joined.empty());
  CHECK_FALSE(io::join_inside("a", "../..", &joined));
  CHECK_FALSE(io::join_inside("a", "../../b", &joined));
  CHECK_FALSE(io::join_inside("a", "/etc/passwd", &joined));
  CHECK(io::normalise("./x/") == "x");
  CHECK(io::extension_of("a.b/c.yaml") == ".yaml");
  CHECK(io::extension_of(".yaml").empty());
}

TEST_CASE("a memory tree lists, reads and follows links inside its root only") {
  source::SourceMap sources;
  const io::TreePtr tree = io::make_memory_tree({{"a/x.yaml", "x"},
                                                 {"a/y.yaml", "x"},
                                                 {"to-a", "link:a"},
                                                 {"b/up", "link:../a/x.yaml"},
                                                 {"b/out", "link:../../x"},
                                                 {"b/abs", "link:/etc/passwd"},
                                                 {"b/self", "link:self"}},
                                                sources);
  CHECK(text_of(*tree, sources, "a/x.yaml") == "x");
  CHECK(*tree->read("a/x.yaml") == *tree->read("a/y.yaml"));
  CHECK(text_of(*tree, sources, "to-a/x.yaml") == "x");
  CHECK(tree->real_path("to-a/x.yaml") == "a/x.yaml");
  CHECK(tree->real_path("b/up") == "a/x.yaml");
  CHECK(tree->type("b/out") == io::FileType::outside);
  CHECK(tree->type("b/abs") == io::FileType::outside);
  CHECK(tree->type("b/self") == io::FileType::none);
  CHECK(tree->type("") == io::FileType::directory);
  CHECK_FALSE(tree->read("b/out"));
  CHECK_FALSE(tree->read("a"));
  CHECK_FALSE(tree->read("nothing"));
  CHECK(io::all_files(*tree) == std::vector<std::string>{"a/x.yaml", "a/y.yaml", "b/up"});
}

TEST_CASE("links that multiply end soon") {
  source::SourceMap sources;
  std::vector<std::pair<std::string, std::string>> files{{"d/end", "x"}, {"l0", "link:d"}};
  for (int i = 1; i < 60; ++i) {
    const std::string below = "l" + std::to_string(i - 1);
    files.emplace_back("l" + std::to_string(i), "link:" + below + "/../" + below + "/../" + below);
  }
  const io::TreePtr tree = io::make_memory_tree(files, sources);
  CHECK(tree->type("l2/end") == io::FileType::file);
  CHECK(tree->type("l59/end") == io::FileType::none);
}

TEST_CASE("a subtree is a boundary, also for links") {
  source::SourceMap sources;
  const io::TreePtr tree = io::make_memory_tree(
      {{"top.yaml", "t"}, {"sub/in.yaml", "i"}, {"sub/link", "link:../top.yaml"}, {"sub/ok", "link:in.yaml"}},
      sources);
  const io::TreePtr sub = io::make_subtree(tree, "sub");
  CHECK(text_of(*sub, sources, "in.yaml") == "i");
  CHECK(text_of(*sub, sources, "ok") == "i");
  CHECK(sub->type("link") == io::FileType::outside);
  CHECK_FALSE(sub->read("link"));
  CHECK(sub->real_path("in.yaml") == "sub/in.yaml");
}

TEST_CASE("a mapped tree shows copied files and says where they are") {
  source::SourceMap sources;
  const io::TreePtr tree = io::make_memory_tree({{"apps/a.yaml", "a"}, {"b.yaml", "b"}}, sources);
  const io::TreePtr mapped =
      io::make_mapped_tree(tree, {{"x/y/a.yaml", "apps/a.yaml"}, {"x/y/a.yaml", "b.yaml"}, {"z", "b.yaml"}});
  CHECK(mapped->type("x/y") == io::FileType::directory);
  CHECK(text_of(*mapped, sources, "x/y/a.yaml") == "b");
  CHECK(mapped->real_path("z") == "b.yaml");
  CHECK(io::all_files(*mapped) == std::vector<std::string>{"x/y/a.yaml", "z"});
}

TEST_CASE("a directory, its commit and its index are the same tree") {
  const TempFolder folder;
  folder.write("clusters/a/one.yaml", "kind: A\n");
  folder.write("two.yaml", "kind: B\n");
  folder.write(".gitignore", "ignored/\n*.tmp\n");
  folder.write("ignored/x.yaml", "no");
  folder.write("clusters/y.tmp", "no");
  fs::create_symlink("clusters/a", folder.path() / "link");
  fs::create_symlink("/etc", folder.path() / "outside");
  source::SourceMap sources;
  tests::commit_all(folder.path().string());

  const Result<io::TreePtr> disk = io::open_directory(folder.path().string(), sources);
  const Result<io::TreePtr> commit = io::open_commit(folder.path().string(), "HEAD", sources);
  const Result<io::TreePtr> index = io::open_index(folder.path().string(), sources);
  REQUIRE(disk);
  REQUIRE(commit);
  REQUIRE(index);
  const std::vector<std::string> files{".gitignore", "clusters/a/one.yaml", "two.yaml"};
  for (const io::TreePtr& tree : {*disk, *commit, *index}) {
    CHECK(io::all_files(*tree) == files);
    CHECK(text_of(*tree, sources, "link/one.yaml") == "kind: A\n");
    CHECK(tree->type("outside") == io::FileType::outside);
    CHECK(tree->type("outside/passwd") == io::FileType::outside);
  }

  SECTION("an uncommitted change is seen on disk only") {
    folder.write("two.yaml", "kind: C\n");
    const Result<io::TreePtr> now = io::open_directory(folder.path().string(), sources);
    REQUIRE(now);
    CHECK(text_of(**now, sources, "two.yaml") == "kind: C\n");
    CHECK(text_of(**commit, sources, "two.yaml") == "kind: B\n");
  }
  SECTION("a subfolder gives the same paths from disk and commit") {
    const Result<io::TreePtr> sub = io::open_commit((folder.path() / "clusters").string(), "HEAD", sources);
    REQUIRE(sub);
    CHECK(io::all_files(**sub) == std::vector<std::string>{"a/one.yaml"});
  }
}

TEST_CASE("what cannot be opened says why") {
  source::SourceMap sources;
  const Result<io::TreePtr> missing = io::open_directory("/nonexistent/fleet", sources);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message == "\"/nonexistent/fleet\" does not exist");
  const TempFolder folder;
  CHECK_FALSE(io::open_commit(folder.path().string(), "HEAD", sources));
  CHECK(io::open_directory(folder.path().string(), sources));
}
