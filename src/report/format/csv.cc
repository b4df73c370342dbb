// A table for spreadsheets and databases: a row for each finding.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/strings.h"
#include "report/csv_cell.h"
#include "report/format.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  std::string out =
      "severity,rule,path,line,column,message,kind,namespace,name,field,clusters,suppressed,fingerprint\r\n";
  Regions regions(sources);
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed && !style.show_suppressed) continue;
    std::string line;
    std::string column;
    if (finding.primary.file != source::FileId::none) {
      const Region region = regions.of(finding.primary);
      line = std::to_string(region.begin.line);
      column = std::to_string(region.begin.column);
    }
    const std::vector<std::string> cells{std::string(to_string(finding.severity)),
                                         finding.rule,
                                         below(style.repository_prefix, finding.primary.path),
                                         line,
                                         column,
                                         finding.message,
                                         finding.object.kind,
                                         finding.object.name_space,
                                         finding.object.name,
                                         finding.object_path,
                                         join(finding.clusters, " "),
                                         finding.suppressed ? finding.suppression_reason : "",
                                         finding.fingerprint};
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    out += "\r\n";
  }
  return out;
}

}  // namespace

extern const Format format_csv;
const Format format_csv{"csv", "a row for each finding, for spreadsheets", write};

}  // namespace fleetlint::report
