#include "report/wording.h"

#include <fmt/format.h>

#include <set>
#include <span>

#include "base/strings.h"
#include "base/unicode.h"

namespace fleetlint::report {

std::string clusters_phrase(const std::vector<std::string>& clusters, std::size_t shown) {
  if (clusters.empty()) return {};
  const std::span<const std::string> all(clusters);
  std::string names = join(all.subspan(0, std::min(shown, all.size())), ", ");
  if (all.size() > shown) names += fmt::format(" (+{})", all.size() - shown);
  return fmt::format("{}: {}", count_of(clusters.size(), "cluster"), names);
}

std::string object_phrase(const diag::Finding& finding) {
  const diag::ObjectRef& object = finding.object;
  if (object.empty()) return {};
  const std::string name =
      object.name_space.empty() ? object.name : fmt::format("{}/{}", object.name_space, object.name);
  std::string phrase = fmt::format("{} {}", object.kind, quote(name));
  if (!finding.object_path.empty()) phrase += fmt::format(" at {}", finding.object_path);
  return phrase;
}

std::string suppression_phrase(const diag::Finding& finding) {
  if (!finding.suppressed) return {};
  return finding.suppression_reason.empty() ? "suppressed" : "suppressed: " + finding.suppression_reason;
}

Totals count(const diag::RunReport& run) {
  Totals totals;
  std::set<std::string_view> files;
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed) {
      ++totals.suppressed;
      continue;
    }
    switch (finding.severity) {
      case diag::Severity::error: ++totals.errors; break;
      case diag::Severity::warning: ++totals.warnings; break;
      case diag::Severity::info: ++totals.infos; break;
    }
    if (!finding.primary.path.empty()) files.insert(finding.primary.path);
  }
  totals.files = files.size();
  return totals;
}

std::string totals_phrase(const Totals& totals) {
  if (totals.shown() == 0) return "no findings";
  std::vector<std::string> parts;
  if (totals.errors != 0) parts.push_back(count_of(totals.errors, "error"));
  if (totals.warnings != 0) parts.push_back(count_of(totals.warnings, "warning"));
  if (totals.infos != 0) parts.push_back(count_of(totals.infos, "note"));
  return fmt::format("{} ({}) in {}", count_of(totals.shown(), "finding"), join(parts, ", "),
                     count_of(totals.files, "file"));
}

std::string coverage_phrase(const diag::Coverage& coverage) {
  std::size_t units = 0;
  std::size_t objects = 0;
  for (const diag::ClusterCoverage& cluster : coverage.clusters) {
    units += cluster.units.size();
    objects += cluster.objects;
  }
  return fmt::format("{}, {}, {}", count_of(coverage.clusters.size(), "cluster"), count_of(units, "unit"),
                     count_of(objects, "object"));
}

std::string below(std::string_view root, std::string_view path) {
  if (root.empty() || path.empty()) return std::string(path);
  return fmt::format("{}{}{}", root, root.ends_with('/') ? "" : "/", path);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text.substr(i));
    if (text[i] == '\t') {
      out += ' ';
    } else if (!point.valid || is_unfit_for_terminals(point.value)) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(i, point.size);
    }
    i += point.size;
  }
  return out;
}

}  // namespace fleetlint::report
