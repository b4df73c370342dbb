#include "flux/cluster_sources.h"

#include <fmt/format.h>

#include "flux/story.h"
#include "tests/catch.h"

namespace fleetlint::flux {
namespace {

std::string repository(std::string_view name, std::string_view url, std::string_view more = {}) {
  return fmt::format(
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: {}, namespace: "
      "flux-system}}\n"
      "spec:\n  interval: 1m\n  url: '{}'\n{}",
      name, url, more);
}

/// A Kustomization of the source's name, with the source before it.
std::string with_unit(std::string_view source, std::string_view kind, std::string_view name,
                      std::string_view path) {
  return fmt::format(
      "{}---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
      "metadata: {{name: {}, namespace: flux-system}}\nspec:\n  path: {}\n  sourceRef: {{kind: {}, name: "
      "{}}}\n",
      source, name, path, kind, name);
}

std::string reason(const Graph& graph, std::string_view unit) {
  const Unit* found = unit_of(graph, "flux-system/" + std::string(unit));
  return found == nullptr ? "no such unit" : fmt::format("{}: {}", to_string(found->state), found->reason);
}

constexpr std::string_view kHere = "https://git.example/org/fleet";

TEST_CASE("a unit that is not rendered says why, and never a password") {
  const auto git = [](std::string_view name, std::string_view url, std::string_view more = {}) {
    return with_unit(repository(name, url, more), "GitRepository", name, "./apps");
  };
  const std::string bucket =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: Bucket\nmetadata: {name: bucket, namespace: "
      "flux-system}\n"
      "spec: {endpoint: s3.example, bucketName: b}\n";
  const std::string oci =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: oci, namespace: "
      "flux-system}\n"
      "spec: {url: 'oci://registry.example/org/manifests'}\n";
  Story story({{"clusters/a/0.yaml", repository("flux-system", kHere, "  ref: {branch: main}\n")},
               {"clusters/a/1.yaml", git("other", "https://user:pass@git.example/org/x")},
               {"clusters/a/2.yaml", git("old", kHere, "  ref: {tag: v1}\n")},
               {"clusters/a/3.yaml", with_unit(bucket, "Bucket", "bucket", "./apps")},
               {"clusters/a/4.yaml", with_unit(oci, "OCIRepository", "oci", "./apps")},
               {"clusters/a/5.yaml", with_unit("", "GitRepository", "nobody", "./apps")},
               {"clusters/a/6.yaml", kustomization("lost", "./app")},
               {"clusters/a/7.yaml", kustomization("bad", "./bad")},
               {"clusters/a/8.yaml", kustomization("remote", "./remote")},
               {"bad/kustomization.yaml", "resources: [gone.yaml]\n"},
               {"remote/kustomization.yaml", "resources: ['https://example.com/x.yaml']\n"},
               {"apps/x.yaml", config_map("x", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  CHECK(reason(graph, "flux-system") == "rendered: ");
  CHECK(reason(graph, "other") ==
        "source elsewhere: GitRepository flux-system/other is another repository: https://git.example/org/x");
  CHECK(reason(graph, "old") ==
        "source elsewhere: GitRepository flux-system/old is this repository at another ref: tag v1");
  CHECK(reason(graph, "bucket") ==
        "source elsewhere: Bucket flux-system/bucket is a bucket, whose files are not in the repository");
  CHECK(reason(graph, "oci") ==
        "source elsewhere: OCIRepository flux-system/oci is another artifact: "
        "oci://registry.example/org/manifests");
  CHECK(reason(graph, "nobody") ==
        "source missing: nothing in this cluster makes GitRepository flux-system/nobody");
  CHECK(reason(graph, "lost") == "path missing: spec.path \"./app\" does not exist");
  CHECK(reason(graph, "bad")
            .starts_with("failed: Flux cannot build it: resource \"gone.yaml\" does not exist"));
  CHECK(reason(graph, "remote")
            .starts_with("incomplete: some of its files are not here: \"https://example.com/x.yaml\" is "
                         "fetched from the network"));
}

TEST_CASE("sparseCheckout leaves out what does not begin with one of its paths") {
  const std::string sparse = "  sparseCheckout: [apps, ./gone/]\n";
  Story story(
      {{"clusters/a/0.yaml", repository("flux-system", kHere)},
       {"clusters/a/1.yaml",
        with_unit(repository("sparse", kHere, sparse), "GitRepository", "sparse", "./apps")},
       {"clusters/a/2.yaml", with_unit(repository("too", kHere, sparse), "GitRepository", "too", "./infra")},
       {".sourceignore", "apps/x.yaml\n"},
       {"infra/y.yaml", config_map("y", "a: b")},
       {"apps/x.yaml", config_map("x", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  // The ignore file at the root is not checked out, so it has no say.
  CHECK(unit_of(graph, "flux-system/sparse")->objects.size() == 1);
  CHECK(reason(graph, "too") == "path missing: spec.path \"./infra\" does not exist");
  std::vector<std::string> gone;
  for (const std::string& finding : story.findings(graph)) {
    if (finding.find("./gone/") != std::string::npos) gone.push_back(finding);
  }
  CHECK(gone == std::vector<std::string>{"clusters/a/1.yaml:7 flux/path-missing: \"./gone/\" does not exist "
                                         "in the repository, so GitRepository "
                                         "flux-system/sparse is not fetched at all; correct the path",
                                         "clusters/a/2.yaml:7 flux/path-missing: \"./gone/\" does not exist "
                                         "in the repository, so GitRepository "
                                         "flux-system/too is not fetched at all; correct the path"});
}

TEST_CASE("an included repository that is not here makes what may need it incomplete, and only that") {
  const std::string include = "  include: [{repository: {name: policies}, toPath: apps/policies}]\n";
  Story story({{"clusters/a/0.yaml", repository("flux-system", kHere, include)},
               {"clusters/a/1.yaml", repository("policies", "https://git.example/org/policies")},
               {"clusters/a/2.yaml", kustomization("apps", "./apps")},
               {"clusters/a/3.yaml", kustomization("infra", "./infra")},
               {"clusters/a/4.yaml", kustomization("over", "./over")},
               {"clusters/a/5.yaml", kustomization("inner", "./apps/policies/strict")},
               {"over/kustomization.yaml", "resources: [../apps/policies/base.yaml]\n"},
               {"infra/y.yaml", config_map("y", "a: b")},
               {"apps/x.yaml", config_map("x", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  const std::string why =
      "incomplete: GitRepository flux-system/flux-system puts into \"apps/policies\" what is not here: "
      "GitRepository "
      "flux-system/policies is another repository: https://git.example/org/policies";
  CHECK(story.findings(graph).empty());
  CHECK(reason(graph, "apps") == why);
  CHECK(reason(graph, "over") == why);
  CHECK(reason(graph, "inner") == why);
  CHECK(reason(graph, "infra") == "rendered: ");
}

TEST_CASE("an included source that is here brings its files") {
  const std::string include =
      "  include: [{repository: {name: parts}, fromPath: library, toPath: ./extra/}, {repository: {name: "
      "whole}}]\n";
  Story story({{"clusters/a/0.yaml", repository("flux-system", kHere)},
               {"clusters/a/1.yaml", repository("parts", kHere, "  ignore: |\n    drop.yaml\n")},
               {"clusters/a/2.yaml",
                with_unit(repository("whole", kHere, include), "GitRepository", "whole", "./extra")},
               {"library/keep.yaml", config_map("keep", "a: b")},
               {"library/drop.yaml", config_map("drop", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  const Unit* whole = unit_of(graph, "flux-system/whole");
  // The second one includes itself, which is ignored here.
  REQUIRE(whole->objects.size() == 1);
  CHECK(whole->objects[0].name() == "keep");
}

}  // namespace
}  // namespace fleetlint::flux
