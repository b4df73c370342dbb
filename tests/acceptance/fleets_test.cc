// The example fleets of testdata/fleets.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "rules/rule.h"
#include "source/line_index.h"
#include "tests/acceptance/trees.h"
#include "tests/catch.h"

using namespace fleetlint;
using namespace fleetlint::acceptance;

namespace {

std::string example(std::string_view name) {
  return fmt::format("{}/testdata/fleets/{}", source_dir(), name);
}

/// Rows "| rule | `file:line:column` | cluster, cluster | why |" of the table of planted mistakes.
std::set<std::string> planted_mistakes() {
  std::ifstream readme(source_dir() + "/testdata/fleets/README.md");
  const std::regex row(R"(^\| *([a-z-]+/[a-z-]+) *\| *`([^`]+)` *\| *([^|]*?) *\|.*)");
  std::set<std::string> rows;
  for (std::string line; std::getline(readme, line);) {
    std::smatch match;
    if (std::regex_match(line, match, row))
      rows.insert(fmt::format("{} {} [{}]", match.str(2), match.str(1), match.str(3)));
  }
  return rows;
}

/// Of rules that are matters of taste, only those that the table plants count: the fleets are
/// written to be read, not to be hardened.
bool counts(const std::string& rule, const std::set<std::string>& planted) {
  const rules::Rule* page = rules::find_rule(rule);
  if (page == nullptr || page->persona == rules::Persona::standard) return true;
  return std::ranges::any_of(
      planted, [&](const std::string& row) { return row.find(" " + rule + " ") != std::string::npos; });
}

std::set<std::string> found_mistakes(const Linted& linted, const std::set<std::string>& planted) {
  std::set<std::string> rows;
  for (const diag::Finding& finding : linted.run.findings) {
    if (!counts(finding.rule, planted)) continue;
    const source::LineIndex lines(linted.sources->text(finding.primary.file));
    const source::Position at = lines.position(finding.primary.span.begin);
    rows.insert(fmt::format("{}:{}:{} {} [{}]", finding.primary.path, at.line, at.column, finding.rule,
                            fmt::join(finding.clusters, ", ")));
  }
  return rows;
}

}  // namespace

TEST_CASE("the clean fleets are clean, and all their units are rendered") {
  for (const std::string_view name : {"fleet-pattern", "management-cluster"}) {
    CAPTURE(name);
    const Linted linted = lint_folder(example(name));
    CHECK(linted.written("concise").empty());
    CHECK(linted.run.coverage.clusters.size() == (name == "fleet-pattern" ? 3 : 5));
    for (const diag::ClusterCoverage& cluster : linted.run.coverage.clusters) {
      CHECK(cluster.objects > 0);
      for (const diag::UnitCoverage& unit : cluster.units) {
        CAPTURE(cluster.name, unit.unit);
        CHECK(unit.state == "rendered");
      }
    }
  }
}

TEST_CASE("in the broken fleet, the planted mistakes are found, each once, and nothing else") {
  const std::set<std::string> planted = planted_mistakes();
  REQUIRE(planted.size() >= 12);
  const std::set<std::string> found =
      found_mistakes(lint_folder(example("broken"), 1, rules::Persona::strict), planted);
  for (const std::string& row : planted) {
    if (!found.contains(row)) UNSCOPED_INFO("not found: " << row);
  }
  for (const std::string& row : found) {
    if (!planted.contains(row)) UNSCOPED_INFO("not planted: " << row);
  }
  CHECK(found == planted);
}

TEST_CASE("a wrong type in an overlay's patch is reported there, with the base as related") {
  Files files = Files::of(example("fleet-pattern"));
  files.write("apps/base/extra-worker/deployment.yaml", R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  replicas: 2
  selector:
    matchLabels:
      app: worker
  template:
    metadata:
      labels:
        app: worker
    spec:
      containers:
        - name: worker
          image: registry.example.com/worker:1.0.0
)");
  files.write(
      "apps/base/extra-worker/kustomization.yaml",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - deployment.yaml\n");
  files.write("extra/kustomization.yaml",
              "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: apps\n"
              "resources:\n  - ../apps/base/extra-worker\npatches:\n  - path: patch.yaml\n");
  files.write("extra/patch.yaml",
              "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: worker\nspec:\n  replicas: three\n");
  files.write("clusters/extra/flux-system/gotk-sync.yaml", R"(apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  url: https://git.example.com/fleet
  ref:
    branch: main
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./clusters/extra
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
)");
  files.write("clusters/extra/worker.yaml", R"(apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: worker
  namespace: flux-system
spec:
  interval: 10m
  path: ./extra
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
)");
  const Linted linted = lint(files);
  CHECK(linted.places() == "extra/patch.yaml:6 schema/wrong-type\n");

  const std::string text = linted.written("text");
  CHECK(text.find("--> extra/patch.yaml:6:13") != std::string::npos);
  CHECK(text.find("apps/base/extra-worker/deployment.yaml:6:13") != std::string::npos);

  const nlohmann::json results = nlohmann::json::parse(linted.written("sarif"))["runs"][0]["results"];
  REQUIRE(results.size() == 1);
  const nlohmann::json& result = results[0];
  REQUIRE(result.contains("relatedLocations"));
  CHECK(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "extra/patch.yaml");
  CHECK(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 6);
  CHECK(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
        "apps/base/extra-worker/deployment.yaml");
  CHECK(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 6);
}
