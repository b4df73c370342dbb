// The graph for Graphviz: `dot -Tsvg`.
#include <fmt/format.h>

#include <string>

#include "report/graph.h"
#include "report/graph/layout.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

/// Between double quotes. Graphviz reads only \" and its own escapes, so every
/// backslash is doubled.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string_view look_of(const diag::GraphUnit& unit) {
  switch (unit.state) {
    case diag::GraphState::rendered: return "color=\"#2f7d4f\"";
    case diag::GraphState::incomplete: return "color=\"#b7791f\"";
    case diag::GraphState::elsewhere: return "color=\"#777777\", style=\"rounded,dotted\"";
    case diag::GraphState::broken: break;
  }
  return "color=\"#c0392b\", penwidth=2";
}

void add_cluster(const diag::GraphCluster& cluster, std::size_t number, std::string& out) {
  const auto unit_id = [&](auto index) { return fmt::format("u{}_{}", number, index); };
  const auto source_id = [&](auto index) { return fmt::format("s{}_{}", number, index); };
  out += fmt::format("  subgraph cluster_{} {{\n    label=\"{}\\n{}\";\n", number, escaped(cluster.name),
                     escaped(facts_of(cluster)));
  for (std::size_t i = 0; i < cluster.sources.size(); ++i) {
    const diag::GraphSource& source = cluster.sources[i];
    out += fmt::format("    {} [shape=cylinder, label=\"{}{}{}\"];\n", source_id(i), escaped(source.name),
                       source.place.empty() ? "" : "\\n", escaped(source.place));
  }
  for (std::size_t i = 0; i < cluster.units.size(); ++i) {
    const diag::GraphUnit& unit = cluster.units[i];
    const bool whole = unit.state == diag::GraphState::rendered;
    out +=
        fmt::format("    {} [label=\"{}\\n{}\\n{}\", {}, tooltip=\"{}\"];\n", unit_id(i), escaped(unit.name),
                    escaped(shown_path(unit.path)), escaped(whole ? facts_of(unit) : unit.state_text),
                    look_of(unit), escaped(unit.reason.empty() ? unit.name : unit.reason));
  }
  for (std::size_t i = 0; i < cluster.units.size(); ++i) {
    const diag::GraphUnit& unit = cluster.units[i];
    if (unit.parent >= 0) out += fmt::format("    {} -> {};\n", unit_id(unit.parent), unit_id(i));
    for (const int other : unit.depends_on) {
      out += fmt::format("    {} -> {} [style=dashed, label=\"after\", constraint=false];\n", unit_id(i),
                         unit_id(other));
    }
    for (std::size_t k = 0; k < unit.depends_on_missing.size(); ++k) {
      const std::string id = fmt::format("m{}_{}_{}", number, i, k);
      out += fmt::format("    {} [label=\"{}\\n(missing)\", color=\"#c0392b\", style=\"rounded,dashed\"];\n",
                         id, escaped(unit.depends_on_missing[k]));
      out += fmt::format("    {} -> {} [style=dashed, label=\"after\"];\n", unit_id(i), id);
    }
    if (unit.source >= 0)
      out +=
          fmt::format("    {} -> {} [style=dotted, arrowhead=none];\n", source_id(unit.source), unit_id(i));
  }
  out += "  }\n";
}

}  // namespace

std::string graph_as_dot(const diag::FleetGraph& graph) {
  std::string out =
      "digraph fleet {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
      "  edge [fontname=\"sans-serif\", fontsize=10];\n";
  for (std::size_t i = 0; i < graph.clusters.size(); ++i) add_cluster(graph.clusters[i], i, out);
  return out + "}\n";
}

}  // namespace fleetlint::report
