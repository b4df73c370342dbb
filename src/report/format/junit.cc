// JUnit's XML report, which nearly every CI service shows as test results.
//
// There is no written standard; the shape is what Jenkins, GitLab and Azure Pipelines
// agree on (https://github.com/testmoapp/junitxml has their differences side by side):
// a suite for each file, a failed case for each finding. What could not be checked is
// a skipped case, and a clean run one passed case, since an empty report counts as an
// error in some services.
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "report/format.h"
#include "report/regions.h"
#include "report/wording.h"
#include "report/xml.h"

namespace fleetlint::report {

namespace {

struct Suite {
  std::string cases;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
};

std::string failed_case(const std::string& path, const diag::Finding& finding, Regions& regions) {
  std::string place = path;
  std::string line;
  if (finding.primary.file != source::FileId::none) {
    const Region region = regions.of(finding.primary);
    line = fmt::format(" line=\"{}\"", region.begin.line);
    place += fmt::format(":{}:{}", region.begin.line, region.begin.column);
  }
  std::string details = place + ": " + printable(finding.message);
  for (const diag::Location& related : finding.related) {
    const Region region = regions.of(related);
    details += fmt::format("\n{}:{}:{}: {}", printable(related.path), region.begin.line, region.begin.column,
                           related.label.empty() ? "related" : printable(related.label));
  }
  if (const std::string object = object_phrase(finding); !object.empty()) details += "\n" + printable(object);
  if (const std::string clusters = clusters_phrase(finding.clusters, finding.clusters.size());
      !clusters.empty())
    details += "\n" + printable(clusters);
  std::string escaped;
  for (std::size_t begin = 0; begin <= details.size();) {
    const std::size_t end = std::min(details.find('\n', begin), details.size());
    if (begin != 0) escaped += '\n';
    escaped += xml_escaped(std::string_view(details).substr(begin, end - begin));
    begin = end + 1;
  }
  return fmt::format(
      "    <testcase name=\"{0}\" classname=\"{1}\" file=\"{1}\"{2}>\n"
      "      <failure type=\"{3}\" message=\"{4}\">{5}</failure>\n"
      "    </testcase>\n",
      xml_escaped(finding.rule), xml_escaped(path), line, to_string(finding.severity),
      xml_escaped(finding.message), escaped);
}

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  Regions regions(sources);
  std::map<std::string, Suite> suites;
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed) continue;
    std::string path = below(style.repository_prefix, finding.primary.path);
    if (path.empty()) path = ".";
    Suite& suite = suites[path];
    suite.cases += failed_case(path, finding, regions);
    ++suite.tests;
    ++suite.failures;
  }
  Suite coverage;
  for (const auto& [what, why] : run.coverage.skipped) {
    coverage.cases += fmt::format(
        "    <testcase name=\"{}\" classname=\"coverage\">\n      <skipped message=\"{}\"/>\n"
        "    </testcase>\n",
        xml_escaped(what), xml_escaped(why));
    ++coverage.tests;
    ++coverage.skipped;
  }
  if (suites.empty()) {
    coverage.cases += fmt::format("    <testcase name=\"no findings; {} checked\" classname=\"coverage\"/>\n",
                                  xml_escaped(coverage_phrase(run.coverage)));
    ++coverage.tests;
  }
  if (coverage.tests != 0) suites.emplace("coverage", std::move(coverage));

  Suite all;
  std::string body;
  for (const auto& [name, suite] : suites) {
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.skipped += suite.skipped;
    body += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  "
        "</testsuite>\n",
        xml_escaped(name), suite.tests, suite.failures, suite.skipped, suite.cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"fleetlint\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}"
      "</testsuites>\n",
      all.tests, all.failures, all.skipped, body);
}

}  // namespace

extern const Format format_junit;
const Format format_junit{"junit", "JUnit's XML, shown as test results by CI services", write};

}  // namespace fleetlint::report
