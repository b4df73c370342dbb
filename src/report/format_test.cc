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
  finding.related = {
      {sources.add(std::string(kBase)), {18, 19}, "base/deploy.yaml", "replaces the value written here"}};
  finding.object = {"apps/v1", "Deployment", "default", "api"};
  finding.object_path = "spec.replicas";
  finding.clusters = {"east", "west"};
  finding.fingerprint = "0123456789abcdef0123";
  diag::RunReport run;
  run.tool_version = "0.1.0";
  run.findings = {finding};
  run.rules = {{"schema/wrong-type",
                "a value has the wrong type",
                "# schema/wrong-type",
                diag::Severity::error,
                diag::Confidence::high,
                {}}};
  return run;
}

std::string written(std::string_view format, const diag::RunReport& run, const source::SourceMap& sources,
                    const report::Style& style = {}) {
  const report::Format* found = report::find_format(format);
  REQUIRE(found != nullptr);
  return found->write(run, sources, style);
}

std::string written(std::string_view format, const report::Style& style = {}) {
  source::SourceMap sources;
  const diag::RunReport run = example(sources);
  return written(format, run, sources, style);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

report::Style below_fleet() {
  report::Style style;
  style.shown_root = "../fleet";
  style.repository_prefix = "infra/fleet";
  return style;
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

TEST_CASE("values of Secrets are not shown") {
  struct Row {
    std::string_view file;    // the whole text; the finding is on its last line
    std::string_view marked;  // what the finding is on
    std::string_view rule;
    std::string_view kind;
    std::string_view shown;  // the last line, and what is marked in it
  };
  constexpr Row kRows[] = {
      {"password: hunter2", "hunter2", "schema/wrong-type", "Secret", "password: ***\n  |           ^^^\n"},
      {"  - hunter2", "- hunter2", "schema/wrong-type", "Secret", "  - ***\n  |   ^^^^^\n"},
      {"pass: {a: hunter2}", "hunter2", "schema/wrong-type", "Secret", "pass: ***\n  |       ^^^\n"},
      {"passwort: hunter2", "passwort", "schema/unknown-field", "Secret", "passwort: ***\n  | ^^^^^^^^\n"},
      {"url: http://u:hunter2@h", "hunter2", "secret/credential", "Deployment", "url: ***\n  |      ^^^\n"},
      {"\"a b\": hunter2", "hunter2", "schema/wrong-type", "Secret", "***\n  | ^^^\n"},
      {"    aHVudGVyMg==", "aHVudGVyMg==", "secret/private-key", "", "    ***\n  |     ^^^\n"},
      {"kind: Secret\npassword: hunter2", "password", "yaml/duplicate-key", "",
       "password: ***\n  | ^^^^^^^^\n"},
      {"{\"kind\": \"Secret\",\n\"x\": \"hunter2\"", "hunter2", "yaml/syntax", "", "***\n  | ^^^\n"},
      {"secretGenerator:\n  - password=hunter2", "password", "yaml/syntax", "", "  - ***\n  |     ^^^\n"},
      {"kind: SecretStore\nname: plain", "plain", "yaml/syntax", "", "name: plain\n  |       ^^^^^\n"},
      {"kind: Secret\nname: plain", "plain", "schema/wrong-type", "Pod", "name: plain\n  |       ^^^^^\n"},
      {"name: plain", "plain", "secret/sealed", "SealedSecret", "name: plain\n  |       ^^^^^\n"},
  };
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.file));
    source::SourceMap sources;
    diag::RunReport run = example(sources);
    diag::Finding& finding = run.findings[0];
    const auto begin = static_cast<std::uint32_t>(row.file.rfind(row.marked));
    finding.primary = {sources.add(std::string(row.file)),
                       {begin, begin + static_cast<std::uint32_t>(row.marked.size())},
                       "a.yaml",
                       ""};
    finding.rule = row.rule;
    finding.object = {};
    finding.object.kind = row.kind;
    finding.object_path.clear();
    const std::string text = written("text", run, sources);
    CHECK(contains(text, row.shown));
    for (const report::Format* format : report::all_formats()) {
      CHECK_FALSE(contains(format->write(run, sources, report::Style{}), "hunter2"));
    }
  }
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
  CHECK(text.find("[base/deploy.yaml:2](1)") != std::string::npos);
  CHECK(result["partialFingerprints"].contains("primaryLocationLineHash"));
}

TEST_CASE("people see paths that open from where they stand, services see paths in the repository") {
  CHECK(contains(written("text", below_fleet()), " --> ../fleet/over lay/patch.yaml:2:13\n"));
  CHECK(contains(written("text", below_fleet()), "  = ../fleet/base/deploy.yaml:2:13: "));
  CHECK(written("concise", below_fleet()).starts_with("../fleet/over lay/patch.yaml:2:13: "));
  CHECK(contains(written("sarif", below_fleet()), "\"uri\": \"infra/fleet/over%20lay/patch.yaml\""));
  CHECK(written("github", below_fleet())
            .starts_with("::error file=infra/fleet/over lay/patch.yaml,line=2,col=13,"));
  const json all = json::parse(written("json", below_fleet()));
  CHECK(all["root"] == "infra/fleet");
  CHECK(all["findings"][0]["location"]["path"] == "over lay/patch.yaml");
}

TEST_CASE("sarif leaves out what is suppressed, unless asked") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings[0].suppressed = true;
  CHECK(json::parse(written("sarif", run, sources))["runs"][0]["results"].empty());
  report::Style style;
  style.show_suppressed = true;
  CHECK(json::parse(written("sarif", run, sources, style))["runs"][0]["results"][0].contains("suppressions"));
}

TEST_CASE("sarif stays below what GitHub keeps, the worst first, and says so") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  diag::Finding mild = run.findings[0];
  mild.severity = diag::Severity::info;
  run.findings.insert(run.findings.begin(), 6000, mild);
  const json results = json::parse(written("sarif", run, sources))["runs"][0]["results"];
  REQUIRE(results.size() < 5000);
  CHECK(results.front()["level"] == "error");
  CHECK(results.back()["ruleId"] == "lint/results-truncated");
  CHECK(contains(results.back()["message"]["text"].get<std::string>(), "of 6001 findings"));
}

TEST_CASE("annotations cannot be ended or begun by text of the repository") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings[0].message = "100%\n::set-output name=a::b";
  run.findings[0].primary.path = "a,line=1::x.yaml";
  const std::string text = written("github", run, sources);
  CHECK(text ==
        "::error file=a%2Cline=1%3A%3Ax.yaml,line=2,col=13,endColumn=18,title=schema/wrong-type::"
        "100%25\xEF\xBF\xBD::set-output name=a::b (2 clusters: east, west)\n"
        "1 finding (1 error) in 1 file\n");
}

TEST_CASE("a step shows ten annotations of each level; the others are counted") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings.insert(run.findings.end(), 12, run.findings[0]);
  run.findings.back().severity = diag::Severity::warning;
  const std::string text = written("github", run, sources);
  std::size_t errors = 0;
  for (std::size_t at = text.find("::error "); at != std::string::npos; at = text.find("::error ", at + 1))
    ++errors;
  CHECK(errors == 10);
  CHECK(contains(text, "::warning "));
  CHECK(contains(text, "; 2 findings not annotated\n"));
}

TEST_CASE("the report says which rule holds where, and what was not assessed") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.rules.push_back(
      {"image/tag-missing", "no tag", "", diag::Severity::warning, diag::Confidence::high, {"CIS-5"}});
  const diag::UnitCoverage rendered{"flux-system/apps", "apps", "rendered", 7, false};
  const diag::UnitCoverage elsewhere{"flux-system/infra", "infra", "source elsewhere", 0, false};
  run.coverage.clusters = {
      {"east", "clusters/east", "gotk-sync.yaml", "1.34", "v2.8.0", {rendered}, 7},
      {"north", "clusters/north", "gotk-sync.yaml", "1.34", "v2.8.0", {rendered, elsewhere}, 7},
      {"west", "clusters/west", "gotk-sync.yaml", "1.34", "v2.8.0", {rendered}, 7}};
  run.coverage.skipped = {{"north/flux-system/infra", "source elsewhere"}};
  const std::string text = written("markdown", run, sources);
  CHECK(contains(text, "| north | 1.34 | v2.8.0 | 1 of 2 | 7 | 0 | 0 | 0 | 0 |\n"));
  CHECK(contains(text, "1 of 2 rules failed.\n"));
  CHECK(contains(text,
                 "| `schema/wrong-type` | error |  | **1 finding** | pass (in part) | **1 finding** |  |\n"));
  CHECK(contains(text, "| `image/tag-missing` | warning | CIS-5 | pass | pass (in part) | pass |  |\n"));
  CHECK(contains(text, "- north/flux-system/infra: source elsewhere\n"));
  CHECK(contains(text, "- over lay/patch.yaml:2:13: replicas is \"three\", not an integer \\[see docs\\] "));
}

TEST_CASE("with many clusters the report names those that fail") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  for (int i = 0; i < 20; ++i)
    run.coverage.clusters.push_back({"c" + std::to_string(i), "", "", "", "", {}, 0});
  CHECK(contains(written("markdown", run, sources),
                 "| `schema/wrong-type` | error |  | 2 of 20: east, west |  |\n"));
}

TEST_CASE("the report fits a job summary, whatever was found") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings[0].message = std::string(20000, 'x');
  run.findings.insert(run.findings.end(), 200, run.findings[0]);
  const std::string text = written("markdown", run, sources);
  CHECK(text.size() < (1U << 20U));
  CHECK(contains(text, "not shown here"));
}

TEST_CASE("text of the repository is no markup in the report") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings[0].message = "</details><script>|`x`[a](b)\n# heading";
  const std::string text = written("markdown", run, sources);
  CHECK(contains(text, "&lt;/details&gt;&lt;script&gt;\\|\\`x\\`\\[a\\](b)\xEF\xBF\xBD\\# heading"));
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

TEST_CASE("statistics count findings, files and clusters of a rule") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings.push_back(run.findings[0]);
  run.findings[1].clusters = {"north"};
  CHECK(contains(written("statistics", run, sources),
                 "schema/wrong-type  error            2       1         3\n"));
}

TEST_CASE("a spreadsheet runs nothing of the repository's text") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  for (const std::string_view begin : {"=", "+", "-", "@"}) {
    run.findings[0].message = std::string(begin) + "cmd, \"x\"";
    CHECK(contains(written("csv", run, sources), ",\"'" + std::string(begin) + "cmd, \"\"x\"\"\","));
  }
}

TEST_CASE("GitLab shows one entry of a fingerprint: no two share one") {
  source::SourceMap sources;
  diag::RunReport run = example(sources);
  run.findings.push_back(run.findings[0]);
  const json entries = json::parse(written("gitlab", run, sources));
  CHECK(entries[0]["fingerprint"] == "0123456789abcdef0123");
  CHECK(entries[1]["fingerprint"] == "0123456789abcdef0123-1");
}

TEST_CASE("clusters are named up to a number") {
  CHECK(report::clusters_phrase({"a", "b", "c"}, 2) == "3 clusters: a, b (+1)");
  CHECK(report::clusters_phrase({}).empty());
}
