#include "report/graph/layout.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "report/graph.h"
#include "report/wording.h"

namespace fleetlint::report {

std::vector<TreeRow> tree_of(const diag::GraphCluster& cluster) {
  const int count = static_cast<int>(cluster.units.size());
  std::vector<std::vector<int>> children(cluster.units.size());
  std::vector<TreeRow> stack;
  for (int i = count - 1; i >= 0; --i) {
    const int parent = cluster.units[static_cast<std::size_t>(i)].parent;
    if (parent < 0 || parent >= count || parent == i) {
      stack.push_back({i, 0});
    } else {
      children[static_cast<std::size_t>(parent)].push_back(i);
    }
  }
  std::vector<TreeRow> rows;
  std::vector<bool> seen(cluster.units.size(), false);
  const auto drain = [&] {
    while (!stack.empty()) {
      const TreeRow row = stack.back();
      stack.pop_back();
      if (seen[static_cast<std::size_t>(row.unit)]) continue;
      seen[static_cast<std::size_t>(row.unit)] = true;
      rows.push_back(row);
      // The children were gathered from last to first, as the stack wants them.
      for (const int child : children[static_cast<std::size_t>(row.unit)])
        stack.push_back({child, row.depth + 1});
    }
  };
  drain();
  for (int i = 0; i < count; ++i) {
    if (seen[static_cast<std::size_t>(i)]) continue;
    stack.push_back({i, 0});
    drain();
  }
  return rows;
}

std::string_view class_of(diag::GraphState state) {
  switch (state) {
    case diag::GraphState::rendered: return "rendered";
    case diag::GraphState::incomplete: return "incomplete";
    case diag::GraphState::elsewhere: return "elsewhere";
    case diag::GraphState::broken: break;
  }
  return "broken";
}

std::string shown_path(std::string_view path) { return path.empty() ? "." : printable(path); }

std::string facts_of(const diag::GraphCluster& cluster) {
  return fmt::format("Kubernetes {}, Flux {}, by {}", printable(cluster.kubernetes), printable(cluster.flux),
                     printable(cluster.found_by));
}

std::string facts_of(const diag::GraphUnit& unit) {
  std::string facts = count_of(unit.objects, "object");
  if (unit.suspended) facts += ", suspended";
  if (unit.other_cluster) facts += ", for another cluster";
  return facts;
}

const GraphFormat* find_graph_format(std::string_view name) {
  for (const GraphFormat& format : kGraphFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace fleetlint::report
