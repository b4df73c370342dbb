// A real repository, clean and with one mistake at a time.
#include <algorithm>

#include "tests/acceptance/trees.h"
#include "tests/catch.h"

using namespace fleetlint;
using namespace fleetlint::acceptance;

namespace {

std::optional<Files> flux_example() {
  const std::optional<std::string> folder = shared_dir("corpora/fluxcd__flux2-kustomize-helm-example");
  if (!folder) return std::nullopt;
  return Files::of(*folder);
}

}  // namespace

TEST_CASE("fluxcd/flux2-kustomize-helm-example: both clusters, every unit, no finding") {
  const std::optional<Files> files = flux_example();
  if (!files) return;
  const Linted linted = lint(*files);
  CHECK(linted.places().empty());
  const diag::Coverage& coverage = linted.run.coverage;
  REQUIRE(coverage.clusters.size() == 2);
  CHECK(coverage.clusters[0].name == "production");
  CHECK(coverage.clusters[1].name == "staging");
  for (const diag::ClusterCoverage& cluster : coverage.clusters) {
    const auto has = [&](std::string_view unit) {
      return std::ranges::any_of(cluster.units, [&](const diag::UnitCoverage& u) {
        return u.unit == unit && u.state == "rendered" && u.objects > 0;
      });
    };
    CHECK(has("flux-system/apps"));
    CHECK(has("flux-system/infra-controllers"));
    CHECK(has("flux-system/infra-configs"));
  }
}

TEST_CASE("fluxcd/flux2-kustomize-helm-example: one mistake, one finding, on its line") {
  const std::optional<Files> original = flux_example();
  if (!original) return;
  Files files = *original;

  SECTION("dependsOn names nothing") {
    files.edit("clusters/production/apps.yaml", "- name: infra-configs", "- name: infra-config");
    const Linted linted = lint(files);
    CHECK(linted.places() == "clusters/production/apps.yaml:9 flux/depends-on-missing\n");
    REQUIRE(linted.run.findings.size() == 1);
    CHECK(linted.run.findings[0].message.find("infra-configs") != std::string::npos);
    CHECK(linted.run.findings[0].clusters == std::vector<std::string>{"production"});
  }
  SECTION("sourceRef has a slip") {
    files.edit("clusters/staging/apps.yaml", "    name: apps\n  path", "    name: app\n  path");
    CHECK(lint(files).places() == "clusters/staging/apps.yaml:15 flux/source-missing\n");
  }
  SECTION("spec.path does not exist") {
    files.edit("clusters/staging/apps.yaml", "path: ./staging", "path: ./stagin");
    CHECK(lint(files).places() == "clusters/staging/apps.yaml:16 flux/path-missing\n");
  }
  SECTION("a misspelt field in a HelmRelease that both clusters use") {
    files.edit("infrastructure/controllers/cert-manager.yaml", "  chartRef:\n",
               "  chartRf: {}\n  chartRef:\n");
    const Linted linted = lint(files);
    CHECK(linted.places() == "infrastructure/controllers/cert-manager.yaml:36 schema/unknown-field\n");
    REQUIRE(linted.run.findings.size() == 1);
    CHECK(linted.run.findings[0].clusters == std::vector<std::string>{"production", "staging"});
  }
}
