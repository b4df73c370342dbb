#include "flux/artifact.h"

#include "flux/artifact_generator.h"
#include "flux/cluster_sources.h"
#include "tests/catch.h"
#include "yaml/parse.h"

namespace fleetlint::flux {
namespace {

TEST_CASE("ignore patterns as Flux reads them") {
  const struct {
    std::string_view lines;
    std::string_view domain;
    std::string_view path;
    bool excluded;
  } kCases[] = {
      {"*.md", "", "docs/a.md", true},
      {"/docs", "", "docs/a.md", true},
      {"/docs", "", "x/docs/a.md", false},
      {"docs/", "", "docs", false},
      {"docs/\n!docs/keep.yaml", "", "docs/keep.yaml", false},
      {"a/**/b", "", "a/x/y/b/c", true},
      {"a/**b", "", "a/xb", false},
      {"# all\n\n", "", "a", false},
      {"*.yaml", "apps", "x.yaml", false},
      {"*.yaml", "apps", "apps/x.yaml", true},
      {"[ab].yaml", "", "a.yaml", true},
      {"/*\n!/deploy", "", "deploy/x.yaml", false},
      {"/*\n!/deploy", "", "other/x.yaml", true},
  };
  for (const auto& c : kCases) {
    IgnorePatterns patterns;
    patterns.add(c.lines, c.domain);
    INFO(c.lines << " on " << c.path);
    CHECK(patterns.excludes(c.path, false) == c.excluded);
  }
}

TEST_CASE(
    "links and ignored files are not in the artifact; one pattern of the user's switches the defaults off") {
  source::SourceMap sources;
  const io::TreePtr tree = io::make_memory_tree({{"apps/x.yaml", "a: b\n"},
                                                 {"apps/link.yaml", "link:x.yaml"},
                                                 {".github/ci.yaml", "a: b\n"},
                                                 {"secret/y.yaml", "a: b\n"}},
                                                sources);
  Artifacts artifacts(tree, sources);
  const io::TreePtr plain = artifacts.packed("", "");
  CHECK(plain->type("apps/x.yaml") == io::FileType::file);
  CHECK(plain->type("apps/link.yaml") == io::FileType::none);
  CHECK(plain->type(".github/ci.yaml") == io::FileType::none);
  CHECK(plain->type(".github") == io::FileType::none);
  CHECK(plain->list("apps").size() == 1);
  CHECK_FALSE(plain->read(".github/ci.yaml"));
  CHECK(artifacts.packed("", "") == plain);

  const io::TreePtr filtered = artifacts.packed("", "/secret");
  CHECK(filtered->type(".github/ci.yaml") == io::FileType::file);
  CHECK(filtered->type("secret/y.yaml") == io::FileType::none);
  CHECK(artifacts.packed("apps", "")->type("x.yaml") == io::FileType::file);
  CHECK(artifacts.packed("apps", "")->type("link.yaml") == io::FileType::none);
}

TEST_CASE("copy rules of an ArtifactGenerator") {
  source::SourceMap sources;
  Arena arena;
  const io::TreePtr tree = io::make_memory_tree({{"apps/a/x.yaml", "1"},
                                                 {"apps/a/deep/y.yaml", "2"},
                                                 {"apps/b/x.yaml", "3"},
                                                 {"apps/b/readme.md", "4"},
                                                 {"top.yaml", "5"}},
                                                sources);
  const auto files_of = [&](std::string_view rules) {
    const std::string text = "spec:\n  artifacts:\n    - name: out\n      copy: " + std::string(rules) + "\n";
    diag::Collector out;
    const source::FileId file = sources.add(text);
    const auto stream = yaml::parse(arena, file, sources.text(file), {}, out);
    std::string found;
    for (const GeneratedArtifact& artifact :
         generate_artifacts(kube::Object(stream.documents.at(0).root), {{"r", tree}})) {
      for (const auto& [path, real] : artifact.files) found += path + "<" + real + " ";
      for (const auto& [node, message] : artifact.failures) found += "! " + message;
      if (!artifact.complete) found += "?";
    }
    return found;
  };
  CHECK(files_of("[{from: '@r/apps/a/**', to: '@artifact/'}]") ==
        "deep/y.yaml<apps/a/deep/y.yaml x.yaml<apps/a/x.yaml ");
  CHECK(files_of("[{from: '@r/apps/a', to: '@artifact/k'}]") ==
        "k/a/deep/y.yaml<apps/a/deep/y.yaml k/a/x.yaml<apps/a/x.yaml ");
  CHECK(files_of("[{from: '@r/apps/*/x.yaml', to: '@artifact/'}]") ==
        "apps/a/x.yaml<apps/a/x.yaml apps/b/x.yaml<apps/b/x.yaml ");
  CHECK(files_of("[{from: '@r/top.yaml', to: '@artifact/d/'}]") == "d/top.yaml<top.yaml ");
  CHECK(files_of("[{from: '@r/top.yaml', to: '@artifact/n.yaml'}]") == "n.yaml<top.yaml ");
  CHECK(files_of("[{from: '@r/apps/b/**', to: '@artifact/', exclude: ['*.md']}]") == "x.yaml<apps/b/x.yaml ");
  CHECK(files_of("[{from: '@r/apps/a/x.yaml', to: '@artifact/x.yaml'}, {from: '@r/apps/b/x.yaml', to: "
                 "'@artifact/x.yaml'}]") == "x.yaml<apps/b/x.yaml ");
  CHECK(files_of("[{from: '@r/nope/**', to: '@artifact/'}]") == "! no files match \"nope/**\"");
  CHECK(files_of("[{from: '@r/nope', to: '@artifact/', optional: true}]").empty());
  CHECK(files_of("[{from: '@other/x', to: '@artifact/'}]") == "?");
}

TEST_CASE("one repository by many URLs") {
  const std::string_view kSame[] = {
      "https://github.com/org/Fleet",      "https://github.com/org/fleet.git/",
      "ssh://git@github.com/org/fleet",    "git@github.com:org/fleet.git",
      "ssh://git@github.com:22/org/fleet", "https://user:pw@github.com/org/fleet"};
  for (const std::string_view url : kSame) CHECK(repository_of(url) == "github.com/org/fleet");
  CHECK(repository_of("https://github.com/org/${name}").empty());
  CHECK(repository_of("").empty());
}

}  // namespace
}  // namespace fleetlint::flux
