#include "report/assessment.h"

#include "tests/catch.h"

using namespace fleetlint;
using report::Assessment;
using report::Verdict;

namespace {

diag::Finding finding(std::string rule, std::vector<std::string> clusters, bool suppressed = false) {
  diag::Finding made;
  made.rule = std::move(rule);
  made.clusters = std::move(clusters);
  made.suppressed = suppressed;
  return made;
}

diag::ClusterCoverage cluster(std::string name, std::string state) {
  diag::ClusterCoverage made;
  made.name = std::move(name);
  made.units = {{"flux-system/apps", "apps", std::move(state), 1, false}};
  return made;
}

}  // namespace

TEST_CASE("a rule passes, passes in part, is waived or fails on a cluster") {
  diag::RunReport run;
  run.findings = {finding("a/a", {"east"}), finding("a/a", {"east", "west"}, true), finding("a/a", {}),
                  finding("b/b", {"east"}, true)};
  const Assessment assessment(run);
  CHECK(assessment.verdict("a/a", cluster("east", "rendered")) == Verdict::fail);
  CHECK(assessment.verdict("a/a", cluster("west", "rendered")) == Verdict::waived);
  CHECK(assessment.verdict("a/a", cluster("north", "rendered")) == Verdict::pass);
  CHECK(assessment.verdict("a/a", cluster("south", "source elsewhere")) == Verdict::pass_in_part);
  CHECK(assessment.verdict("b/b", cluster("east", "rendered")) == Verdict::waived);
  CHECK(assessment.findings("a/a", "") == 1);
  CHECK(assessment.clusters_failing("a/a") == std::vector<std::string>{"east"});
  CHECK_FALSE(assessment.failed("b/b"));
  CHECK(assessment.rules_failed_on("east") == 1);
  CHECK(assessment.count(diag::Severity::warning, "east") == 1);
}
