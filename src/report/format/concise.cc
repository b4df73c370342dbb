// One line a finding: path:line:column: severity[rule] message.
#include <fmt/format.h>

#include "report/format.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  std::string out;
  Regions regions(sources);
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed && !style.show_suppressed) continue;
    std::string place = printable(below(style.shown_root, finding.primary.path));
    if (finding.primary.file != source::FileId::none) {
      const Region region = regions.of(finding.primary);
      place += fmt::format(":{}:{}", region.begin.line, region.begin.column);
    }
    if (place.empty()) place = ".";
    const std::string clusters = clusters_phrase(finding.clusters);
    out += fmt::format("{}: {}[{}] {}{}{}\n", place, to_string(finding.severity), finding.rule,
                       printable(finding.message), clusters.empty() ? "" : printable(" (" + clusters + ")"),
                       finding.suppressed ? printable(" (" + suppression_phrase(finding) + ")") : "");
  }
  return out;
}

}  // namespace

extern const Format format_concise;
const Format format_concise{"concise", "one line a finding, for editors and grep", write};

}  // namespace fleetlint::report
