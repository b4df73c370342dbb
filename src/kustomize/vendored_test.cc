#include "kustomize/vendored.h"

#include "kustomize/build.h"
#include "tests/catch.h"

namespace fleetlint::kustomize {
namespace {

std::string found(const VendoredSources& vendored, std::string_view entry) {
  return vendored.find(entry).value_or("none");
}

TEST_CASE("vendored: one place has many addresses") {
  VendoredSources vendored;
  vendored.add("https://github.com/org/repo", "vendor/repo");
  CHECK(found(vendored, "https://github.com/org/repo") == "vendor/repo");
  CHECK(found(vendored, "github.com/org/repo//deploy/base?ref=v1.2") == "vendor/repo/deploy/base");
  CHECK(found(vendored, "https://github.com/org/repo.git/deploy?timeout=90s&ref=main") ==
        "vendor/repo/deploy");
  CHECK(found(vendored, "git@github.com:org/repo.git//deploy") == "vendor/repo/deploy");
  CHECK(found(vendored, "git::https://github.com/org/repo//deploy") == "vendor/repo/deploy");
  CHECK(found(vendored, "https://github.com/org/repository") == "none");
  CHECK(found(vendored, "https://github.com/org") == "none");
}

TEST_CASE("vendored: the longest address wins, and one with a version before one without") {
  VendoredSources vendored;
  vendored.add("github.com/org/repo", "vendor/any");
  vendored.add("github.com/org/repo?ref=v2", "vendor/v2");
  vendored.add("github.com/org/repo/deploy", "vendor/deploy");
  CHECK(found(vendored, "github.com/org/repo//base?ref=v1") == "vendor/any/base");
  CHECK(found(vendored, "github.com/org/repo//base?ref=v2") == "vendor/v2/base");
  CHECK(found(vendored, "github.com/org/repo//deploy/x?ref=v2") == "vendor/deploy/x");
}

TEST_CASE("vendored: a copy is rendered in place of what is remote") {
  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed(sources, arenas);
  VendoredSources vendored;
  vendored.add("https://github.com/org/repo", "vendor/repo");
  vendored.add("https://example.com/install.yaml", "vendor/install.yaml");
  vendored.add("https://github.com/org/gone", "vendor/gone");
  const auto config_map = [](const std::string& name) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n";
  };
  Engine engine({sources, parsed, arenas, &vendored});
  Request request;
  request.directory = "app";
  request.tree =
      io::make_memory_tree({{"app/kustomization.yaml",
                             "namePrefix: p-\nresources:\n- https://github.com/org/repo//deploy?ref=v1\n"
                             "- https://example.com/install.yaml\ncomponents: [github.com/org/repo//part]\n"},
                            {"lost/kustomization.yaml", "resources: [github.com/org/gone]\n"},
                            {"vendor/repo/deploy/kustomization.yaml", "resources: [a.yaml]\n"},
                            {"vendor/repo/deploy/a.yaml", config_map("a")},
                            {"vendor/repo/part/kustomization.yaml", "kind: Component\nresources: [c.yaml]\n"},
                            {"vendor/repo/part/c.yaml", config_map("c")},
                            {"vendor/install.yaml", config_map("b")}},
                           sources);
  const auto rendered = engine.build(request);
  CHECK(rendered->built);
  CHECK(rendered->complete);
  CHECK(rendered->findings.empty());
  std::vector<std::string> names;
  for (const kube::Object& object : rendered->objects) names.emplace_back(object.name());
  CHECK(names == std::vector<std::string>{"p-a", "p-b", "p-c"});

  // A copy that is not in this tree stands for nothing.
  request.directory = "lost";
  const auto lost = engine.build(request);
  CHECK_FALSE(lost->complete);
  REQUIRE(lost->findings.size() == 1);
  CHECK(lost->findings[0].rule == "kustomize/remote-resource");
}

}  // namespace
}  // namespace fleetlint::kustomize
