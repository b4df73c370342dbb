// How often each rule speaks: a line for each, the most frequent first.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "report/format.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

struct Row {
  std::string rule;
  diag::Severity severity = diag::Severity::info;
  std::size_t findings = 0;
  std::set<std::string_view> files;
  std::set<std::string_view> clusters;
};

std::string write(const diag::RunReport& run, const source::SourceMap&, const Style& style) {
  std::map<std::string_view, Row> rows;
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed && !style.show_suppressed) continue;
    Row& row = rows[finding.rule];
    row.rule = finding.rule;
    row.severity = finding.severity;
    ++row.findings;
    row.files.insert(finding.primary.path);
    row.clusters.insert(finding.clusters.begin(), finding.clusters.end());
  }
  std::vector<Row> sorted;
  std::size_t width = 4;
  for (auto& [rule, row] : rows) {
    width = std::max(width, rule.size());
    sorted.push_back(std::move(row));
  }
  std::ranges::stable_sort(sorted, std::ranges::greater(), &Row::findings);
  std::string out;
  if (!sorted.empty())
    out += fmt::format("{:<{}}  {:<8}  {:>8}  {:>6}  {:>8}\n", "rule", width, "severity", "findings", "files",
                       "clusters");
  for (const Row& row : sorted) {
    out += fmt::format("{:<{}}  {:<8}  {:>8}  {:>6}  {:>8}\n", row.rule, width, to_string(row.severity),
                       row.findings, row.files.size(), row.clusters.size());
  }
  return out + totals_phrase(count(run)) + "\n";
}

}  // namespace

extern const Format format_statistics;
const Format format_statistics{"statistics", "how often each rule speaks", write};

}  // namespace fleetlint::report
