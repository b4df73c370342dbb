#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

struct Edge {
  std::string to;
  yaml::Node name;
};

struct Waiting {
  kube::Object object;
  std::vector<Edge> edges;
  enum { unseen, on_path, done } state = unseen;
};

using Graph = std::map<std::string, Waiting>;

void add(Graph& graph, const kube::Object& object) {
  Waiting& waiting = graph[fmt::format("{}/{}", object.name_space(), object.name())];
  waiting.object = object;
  for (const yaml::Node& reference : object["spec"]["dependsOn"].items()) {
    waiting.edges.push_back(
        {fmt::format("{}/{}", namespace_of(reference, object.name_space()), reference["name"].text()), reference["name"]});
  }
}

/// Reports each cycle once, on the edge that closes it.
void visit(Graph& graph, const std::string& id, std::vector<std::string>& path, diag::Collector& out) {
  Waiting& waiting = graph.at(id);
  waiting.state = Waiting::on_path;
  path.push_back(id);
  for (const Edge& edge : waiting.edges) {
    const auto next = graph.find(edge.to);
    if (next == graph.end()) continue;
    if (next->second.state == Waiting::unseen) {
      visit(graph, edge.to, path, out);
    } else if (next->second.state == Waiting::on_path) {
      std::vector<std::string> cycle(std::find(path.begin(), path.end(), edge.to), path.end());
      cycle.push_back(edge.to);
      out.set_object(waiting.object.ref());
      out.report(at(edge.name), "{}s wait for each other and none is ever applied: {}", waiting.object.kind(),
                 join(cycle, " → "));
    }
  }
  path.pop_back();
  waiting.state = Waiting::done;
}

void visit_all(Graph& graph, diag::Collector& out) {
  std::vector<std::string> path;
  for (auto& [id, waiting] : graph) {
    if (waiting.state == Waiting::unseen) visit(graph, id, path, out);
  }
}

}  // namespace

void depends_on_cycle(const fleet::Cluster& cluster, diag::Collector& out) {
  Graph kustomizations;
  for (const auto& unit : cluster.graph.units) {
    if (unit.kustomization.node()) add(kustomizations, unit.kustomization);
  }
  visit_all(kustomizations, out);
  Graph releases;
  for (const auto& item : cluster.index.of_kind(kHelmGroup, "HelmRelease")) add(releases, *item.object);
  visit_all(releases, out);
}

}  // namespace fleetlint::rules::flux
