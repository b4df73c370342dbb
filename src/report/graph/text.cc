// The graph as text: a tree for each cluster.
#include <fmt/format.h>

#include "base/strings.h"
#include "report/graph.h"
#include "report/graph/layout.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

void add_unit(const diag::GraphCluster& cluster, const TreeRow& row, std::string& out) {
  const diag::GraphUnit& unit = cluster.units[static_cast<std::size_t>(row.unit)];
  const std::string indent(2 + 2 * static_cast<std::size_t>(row.depth), ' ');
  out += fmt::format("{}{}  {}  {}", indent, printable(unit.name), shown_path(unit.path), facts_of(unit));
  std::string sign = "; after ";
  for (const int index : unit.depends_on) {
    out += sign + printable(cluster.units[static_cast<std::size_t>(index)].name);
    sign = ", ";
  }
  for (const std::string& name : unit.depends_on_missing) {
    out += fmt::format("{}{} (missing)", sign, printable(name));
    sign = ", ";
  }
  // The usual case, the repository itself, goes without saying.
  const int usual = cluster.units.front().source;
  if (unit.source >= 0 && unit.source != usual) {
    out += fmt::format("; from {}", printable(cluster.sources[static_cast<std::size_t>(unit.source)].name));
  }
  out += '\n';
  if (unit.state == diag::GraphState::rendered) return;
  out += fmt::format("{}  ! {}{}{}\n", indent, unit.state_text, unit.reason.empty() ? "" : ": ",
                     printable(unit.reason));
}

}  // namespace

std::string graph_as_text(const diag::FleetGraph& graph) {
  std::string out;
  for (const diag::GraphCluster& cluster : graph.clusters) {
    if (!out.empty()) out += '\n';
    out += fmt::format("{} at {} ({}): {}, {}\n", printable(cluster.name), shown_path(cluster.path),
                       facts_of(cluster), count_of(cluster.units.size(), "unit"),
                       count_of(cluster.objects, "object"));
    for (const TreeRow& row : tree_of(cluster)) add_unit(cluster, row, out);
    for (const diag::GraphSource& source : cluster.sources) {
      out += fmt::format("  {}{}{}{}\n", printable(source.name), source.place.empty() ? "" : "  ",
                         printable(source.place), source.here ? "  (in this repository)" : "");
    }
  }
  return out;
}

}  // namespace fleetlint::report
