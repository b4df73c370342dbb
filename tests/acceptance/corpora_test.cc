// Every corpus runs to its end, and what it was is said.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "tests/acceptance/trees.h"
#include "tests/catch.h"

using namespace fleetlint;
using namespace fleetlint::acceptance;

TEST_CASE("every corpus is analysed to the end") {
  const std::optional<std::string> corpora = shared_dir("corpora");
  if (!corpora) return;
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*corpora)) {
    if (!entry.is_directory()) continue;
    CAPTURE(entry.path().filename().string());
    const Linted linted = lint_folder(entry.path().string(), 2);
    CHECK_FALSE(linted.run.coverage.clusters.empty());
    CHECK(linted.run.coverage.files > 0);
    for (const diag::ClusterCoverage& cluster : linted.run.coverage.clusters) {
      for (const diag::UnitCoverage& unit : cluster.units) {
        if (unit.state == "rendered") continue;
        CAPTURE(cluster.name, unit.unit);
        const auto& skipped = linted.run.coverage.skipped;
        // Without Flux the one unit is the cluster.
        CHECK(std::any_of(skipped.begin(), skipped.end(), [&](const auto& told) {
          return (told.first == cluster.name + "/" + unit.unit || told.first == cluster.name) &&
                 !told.second.empty();
        }));
      }
    }
    for (const diag::Finding& finding : linted.run.findings) {
      CHECK_FALSE(finding.message.empty());
      CHECK_FALSE(finding.rule.empty());
      CHECK_FALSE(finding.fingerprint.empty());
    }
    ++seen;
  }
  CHECK(seen > 0);
}
