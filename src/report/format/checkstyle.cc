// Checkstyle's XML report, which many review tools and editors read.
//
// Follows what Checkstyle's own XMLLogger writes (https://checkstyle.org): an element
// for each file, an `error` in it for each finding, with `source` naming the rule.
#include <fmt/format.h>

#include <map>
#include <string>

#include "report/format.h"
#include "report/regions.h"
#include "report/wording.h"
#include "report/xml.h"

namespace fleetlint::report {

namespace {

std::string error_element(const diag::Finding& finding, Regions& regions) {
  std::string place;
  if (finding.primary.file != source::FileId::none) {
    const Region region = regions.of(finding.primary);
    place = fmt::format("line=\"{}\" column=\"{}\" ", region.begin.line, region.begin.column);
  }
  std::string message = finding.message;
  if (const std::string clusters = clusters_phrase(finding.clusters); !clusters.empty())
    message += " (" + clusters + ")";
  return fmt::format("    <error {}severity=\"{}\" message=\"{}\" source=\"fleetlint.{}\"/>\n", place,
                     to_string(finding.severity), xml_escaped(message), xml_escaped(finding.rule));
}

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  Regions regions(sources);
  std::map<std::string, std::string> files;  // path → its errors
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed) continue;
    const std::string path = below(style.repository_prefix, finding.primary.path);
    files[path.empty() ? "." : path] += error_element(finding, regions);
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"8.0\">\n";
  for (const auto& [path, errors] : files)
    out += fmt::format("  <file name=\"{}\">\n{}  </file>\n", xml_escaped(path), errors);
  return out + "</checkstyle>\n";
}

}  // namespace

extern const Format format_checkstyle;
const Format format_checkstyle{"checkstyle", "Checkstyle's XML, for review tools", write};

}  // namespace fleetlint::report
