// Workflow commands of GitHub Actions: annotations on the lines of a pull request.
//
// A step shows ten annotations of each level and drops the rest in silence, so the
// first ten of each are written and the rest is counted.
#include <fmt/format.h>

#include <map>

#include "base/strings.h"
#include "report/format.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

constexpr std::size_t kShownOfLevel = 10;

std::string_view command_of(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::error: return "error";
    case diag::Severity::warning: return "warning";
    case diag::Severity::info: return "notice";
  }
  return "notice";
}

/// Text from the repository must not end the command or begin another.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : printable(text)) {
    const bool special = c == '%' || (property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string annotation(const diag::Finding& finding, Regions& regions, const Style& style) {
  std::string place;
  if (!finding.primary.path.empty()) {
    place = fmt::format("file={},", escaped(below(style.repository_prefix, finding.primary.path), true));
  }
  if (finding.primary.file != source::FileId::none) {
    const Region region = regions.of(finding.primary);
    place += fmt::format("line={},col={},endColumn={},", region.begin.line, region.begin.column,
                         region.end.column);
  }
  const std::string clusters = clusters_phrase(finding.clusters);
  return fmt::format("::{} {}title={}::{}{}\n", command_of(finding.severity), place,
                     escaped(finding.rule, true), escaped(finding.message, false),
                     clusters.empty() ? "" : escaped(" (" + clusters + ")", false));
}

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  std::string out;
  Regions regions(sources);
  std::map<diag::Severity, std::size_t> written;
  std::size_t left_out = 0;
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed) continue;
    if (written[finding.severity]++ < kShownOfLevel) {
      out += annotation(finding, regions, style);
    } else {
      ++left_out;
    }
  }
  out += totals_phrase(count(run));
  if (left_out != 0) out += fmt::format("; {} not annotated", count_of(left_out, "finding"));
  return out + "\n";
}

}  // namespace

extern const Format format_github;
const Format format_github{"github", "annotations of GitHub Actions, ten of each level", write};

}  // namespace fleetlint::report
