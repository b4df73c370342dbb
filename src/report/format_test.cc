#include "report/format.h"

#include <nlohmann/json.hpp>

#include "report/wording.h"
#include "tests/catch.h"

using namespace fleetlint;
using nlohmann::json;

namespace {

constexpr std::string_view kOverlay = "spec:\n  replicas: three # ä\n";
constexpr std::string_view kBase = "spec:\n  replicas: 3\n";

/// A patched value of the wrong type, in two clusters.
diag::RunReport example(source::SourceMap& sources) {
  diag::Finding finding;
  finding.rule = "schema/wrong-type";
  finding.severity = diag::Severity::error;
  finding.message = "replicas is \"three\", not an integer [see docs]";
  finding.primary = {sources.add(std::string(kOverlay)), {18, 23}, "over lay/patch.yaml", ""};
  finding.related = {{sources.add(std::string(kBase)), {18, 19}, "base/deploy.yaml", "replaces the value written here"}};
  finding.object = {"apps/v1", "Deployment", "default", "api"};
  finding.object_path = "spec.replicas";
  finding.clusters = {"east", "west"};
  finding.fingerprint = "0123456789abcdef0123";
  diag::RunReport run;
  run.tool_version = "0.1.0";
  run.findings = {finding};
  run.rules = {{"schema/wrong-type", "a value has the wrong type", "# schema/wrong-type", diag::Severity::error,
                diag::Confidence::high, {}}};
  return run;
}

std::string written(std::string_view format) {
  source::SourceMap sources;
  const diag::RunReport run = example(sources);
  const report::Format* found = report::find_format(format);
  REQUIRE(found != nullptr);
  return found->write(run, sources, report::Style{});
}

}  // namespace

TEST_CASE("text shows the line, the value, the base and the clusters") {
  CHECK(written("text") ==
        "error[schema/wrong-type]: replicas is \"three\", not an integer [see docs]\n"
        " --> over lay/patch.yaml:2:13\n"
        "  |\n"
        "2 |   replicas: three # ä\n"
        "  |             ^^^^^\n"
        "  = base/deploy.yaml:2:13: replaces the value written here\n"
        "  = Deployment \"default/api\" at spec.replicas\n"
        "  = 2 clusters: east, west\n"
        "\n"
        "1 finding (1 error) in 1 file; 0 clusters, 0 units, 0 objects checked\n");
}

TEST_CASE("concise is one line a finding") {
  CHECK(written("concise") ==
        "over lay/patch.yaml:2:13: error[schema/wrong-type] replicas is \"three\", not an integer [see docs] "
        "(2 clusters: east, west)\n");
}

TEST_CASE("json has both ends of the chain") {
  const json finding = json::parse(written("json"))["findings"][0];
  CHECK(finding["location"]["path"] == "over lay/patch.yaml");
  CHECK(finding["location"]["line"] == 2);
  CHECK(finding["location"]["column"] == 13);
  CHECK(finding["related"][0]["path"] == "base/deploy.yaml");
  CHECK(finding["clusters"] == json::array({"east", "west"}));
}

TEST_CASE("sarif names the patch first, links the base, escapes brackets and paths") {
  const json run = json::parse(written("sarif"))["runs"][0];
  const json& result = run["results"][0];
  CHECK(result["ruleId"] == run["tool"]["driver"]["rules"][0]["id"]);
  const json& primary = result["locations"][0]["physicalLocation"];
  CHECK(primary["artifactLocation"]["uri"] == "over%20lay/patch.yaml");
  CHECK(primary["region"]["startLine"] == 2);
  CHECK(primary["region"]["startColumn"] == 13);
  CHECK(primary["region"]["endLine"] == 2);
  CHECK(primary["region"]["endColumn"] == 18);
  CHECK(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "base/deploy.yaml");
  const std::string text = result["message"]["text"];
  CHECK(text.find("\\[see docs\\]") != std::string::npos);
  CHECK(text.find("[base/deploy.yaml](1)") != std::string::npos);
  CHECK(result["partialFingerprints"].contains("primaryLocationLineHash"));
}

TEST_CASE("hostile texts neither reach the terminal nor break the JSON") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings[0].message = "x\x1b[31m\xff";
  for (const report::Format* format : report::all_formats()) {
    const std::string text = format->write(run, sources, report::Style{});
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\xff') == std::string::npos);
  }
}

TEST_CASE("clusters are named up to a number") {
  CHECK(report::clusters_phrase({"a", "b", "c"}, 2) == "3 clusters: a, b (+1)");
  CHECK(report::clusters_phrase({}).empty());
}
