#include "report/stats.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "report/wording.h"

namespace fleetlint::report {

std::string stats_text(const diag::RunReport& run) {
  const diag::Coverage& coverage = run.coverage;
  std::string out = "Discovered\n";
  out += fmt::format("  {} read, {} bytes, {}\n", count_of(coverage.files, "file"), coverage.bytes,
                     count_of(coverage.documents, "YAML document"));
  for (const diag::ClusterCoverage& cluster : coverage.clusters) {
    out += fmt::format("  cluster {} at {} (by {}; Kubernetes {}, Flux {}): {}, {}\n",
                       printable(cluster.name), printable(cluster.path.empty() ? "." : cluster.path),
                       cluster.found_by, cluster.kubernetes, cluster.flux,
                       count_of(cluster.units.size(), "unit"), count_of(cluster.objects, "object"));
    for (const diag::UnitCoverage& unit : cluster.units) {
      out += fmt::format("    {:<10} {} {}: {}{}\n", unit.state, printable(unit.unit),
                         printable(unit.path.empty() ? "." : unit.path), count_of(unit.objects, "object"),
                         unit.suspended ? ", suspended" : "");
    }
  }
  out +=
      fmt::format("Validated\n  {}, {} without a schema\n",
                  count_of(coverage.objects_validated, "distinct object"), coverage.objects_without_schema);
  for (const auto& [kind, number] : coverage.kinds_without_schema) {
    out += fmt::format("    {:>5}  {}\n", number, printable(kind));
  }
  if (!coverage.skipped.empty()) out += "Skipped\n";
  for (const auto& [what, why] : coverage.skipped)
    out += fmt::format("  {}: {}\n", printable(what), printable(why));
  if (!run.counters.empty()) out += "Counted\n";
  for (const auto& [name, value] : run.counters) out += fmt::format("  {:<40} {}\n", name, value);
  if (!run.times.empty()) out += "Time\n";
  double total = 0;
  for (const diag::StageTime& time : run.times) {
    total += time.seconds;
    out += fmt::format("  {:<20} {:8.3f} s\n", time.stage, time.seconds);
  }
  if (!run.times.empty()) out += fmt::format("  {:<20} {:8.3f} s\n", "all", total);
  return out;
}

}  // namespace fleetlint::report
