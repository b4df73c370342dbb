// Formats of the fleet's graph, one file each in src/report/graph/.
//
// What they show is the same: clusters, their units as the tree of who renders
// whom, dependsOn, sources, and what could not be rendered with its reason. Names
// come from the repository and are escaped for each format.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diag/graph.h"

namespace fleetlint::report {

struct GraphFormat {
  std::string_view name;
  std::string_view summary;
  std::string (*write)(const diag::FleetGraph& graph);
};

std::string graph_as_text(const diag::FleetGraph& graph);
std::string graph_as_dot(const diag::FleetGraph& graph);
std::string graph_as_mermaid(const diag::FleetGraph& graph);
/// A page that needs nothing else.
std::string graph_as_html(const diag::FleetGraph& graph);

inline constexpr GraphFormat kGraphFormats[] = {
    {"text", "a tree for each cluster", graph_as_text},
    {"dot", "Graphviz", graph_as_dot},
    {"mermaid", "a Mermaid flowchart, as in Markdown files", graph_as_mermaid},
    {"html", "a page of its own", graph_as_html},
};

/// nullptr when there is none of that name.
const GraphFormat* find_graph_format(std::string_view name);

}  // namespace fleetlint::report
