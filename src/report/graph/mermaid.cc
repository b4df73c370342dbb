// The graph as a Mermaid flowchart, which GitHub and GitLab draw in Markdown.
#include <fmt/format.h>

#include <string>

#include "report/graph.h"
#include "report/graph/layout.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

/// Between double quotes. Mermaid reads Markdown and HTML there, so everything but
/// letters, digits and the harmless signs of paths is written as a character code.
std::string escaped(std::string_view text) {
  constexpr std::string_view kHarmless = " ./-,:()";
  std::string out;
  for (const char c : printable(text)) {
    const auto code = static_cast<unsigned char>(c);
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alphanumeric || code >= 0x80 || kHarmless.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("#{};", code);
    }
  }
  return out;
}

void add_cluster(const diag::GraphCluster& cluster, std::size_t number, std::string& out) {
  const auto unit_id = [&](auto index) { return fmt::format("u{}_{}", number, index); };
  const auto source_id = [&](auto index) { return fmt::format("s{}_{}", number, index); };
  out += fmt::format("  subgraph c{}[\"{}\"]\n", number, escaped(cluster.name));
  for (std::size_t i = 0; i < cluster.sources.size(); ++i) {
    out += fmt::format("    {}[(\"{}\")]\n", source_id(i), escaped(cluster.sources[i].name));
  }
  for (std::size_t i = 0; i < cluster.units.size(); ++i) {
    const diag::GraphUnit& unit = cluster.units[i];
    const bool whole = unit.state == diag::GraphState::rendered;
    out += fmt::format("    {}[\"{}<br/>{}<br/>{}\"]:::{}\n", unit_id(i), escaped(unit.name),
                       escaped(shown_path(unit.path)), escaped(whole ? facts_of(unit) : unit.state_text),
                       class_of(unit.state));
  }
  for (std::size_t i = 0; i < cluster.units.size(); ++i) {
    const diag::GraphUnit& unit = cluster.units[i];
    if (unit.parent >= 0) out += fmt::format("    {} --> {}\n", unit_id(unit.parent), unit_id(i));
    for (const int other : unit.depends_on)
      out += fmt::format("    {} -. after .-> {}\n", unit_id(i), unit_id(other));
    for (std::size_t k = 0; k < unit.depends_on_missing.size(); ++k) {
      out += fmt::format("    {} -. after .-> m{}_{}_{}[\"{} (missing)\"]:::broken\n", unit_id(i), number, i,
                         k, escaped(unit.depends_on_missing[k]));
    }
    if (unit.source >= 0) out += fmt::format("    {} --- {}\n", source_id(unit.source), unit_id(i));
  }
  out += "  end\n";
}

}  // namespace

std::string graph_as_mermaid(const diag::FleetGraph& graph) {
  std::string out = "flowchart LR\n";
  for (std::size_t i = 0; i < graph.clusters.size(); ++i) add_cluster(graph.clusters[i], i, out);
  out +=
      "  classDef rendered stroke:#2f7d4f\n  classDef incomplete stroke:#b7791f\n"
      "  classDef elsewhere stroke:#777777,stroke-dasharray:3\n  classDef broken "
      "stroke:#c0392b,stroke-width:2px\n";
  return out;
}

}  // namespace fleetlint::report
