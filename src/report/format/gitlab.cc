// GitLab's Code Quality report: findings beside the lines of a merge request.
//
// Follows https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format:
// one array, paths from the repository's root, and a fingerprint that no two entries
// share, since GitLab shows only one of those that do.
#include <fmt/format.h>

#include <map>
#include <string>

#include "report/format.h"
#include "report/json.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

std::string_view severity_of(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::error: return "major";
    case diag::Severity::warning: return "minor";
    case diag::Severity::info: return "info";
  }
  return "info";
}

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  Regions regions(sources);
  std::map<std::string_view, std::size_t> seen;  // fingerprints
  Json entries = Json::array();
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed) continue;
    std::string description = finding.message;
    if (const std::string clusters = clusters_phrase(finding.clusters); !clusters.empty())
      description += " (" + clusters + ")";
    const std::size_t before = seen[finding.fingerprint]++;
    const std::string path = below(style.repository_prefix, finding.primary.path);
    const std::size_t line =
        finding.primary.file == source::FileId::none ? 1 : regions.of(finding.primary).begin.line;
    Json entry;
    entry["description"] = printable(description);
    entry["check_name"] = finding.rule;
    entry["fingerprint"] =
        before == 0 ? finding.fingerprint : fmt::format("{}-{}", finding.fingerprint, before);
    entry["severity"] = severity_of(finding.severity);
    entry["location"] = {{"path", path.empty() ? "." : path}, {"lines", {{"begin", line}}}};
    entries.push_back(std::move(entry));
  }
  return dump(entries);
}

}  // namespace

extern const Format format_gitlab;
const Format format_gitlab{"gitlab", "Code Quality report of GitLab, for merge requests", write};

}  // namespace fleetlint::report
