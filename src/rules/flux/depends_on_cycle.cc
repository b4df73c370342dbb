#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
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
        {fmt::format("{}/{}", namespace_of(reference, object.name_space()), reference["name"].text()),
         reference["name"]});
  }
}

/// A step of the way from where the search began: who waits, and by which entry.
struct Step {
  std::string id;
  yaml::Node name;
};

/// On the first edge of the cycle, with the others behind it.
void report(const Graph& graph, std::span<const Step> cycle, diag::Collector& out) {
  std::vector<std::string> ids;
  for (const Step& step : cycle) ids.push_back(step.id);
  ids.push_back(cycle.front().id);
  const kube::Object& first = graph.at(cycle.front().id).object;
  out.set_object(first.ref());
  diag::Finding& finding =
      out.report(at(cycle.front().name), "{}s wait for each other and none is ever applied: {}", first.kind(),
                 join(ids, " → "));
  for (const Step& step : cycle.subspan(1)) {
    diag::Location location = at(step.name).primary;
    location.label = step.id + " waits here";
    finding.related.push_back(std::move(location));
  }
}

/// Where all wait for all there are more cycles than anybody reads, or memory holds.
constexpr std::size_t kMostCycles = 50;
constexpr std::size_t kLongestPath = 10'000;

/// Reports each cycle once, when the search comes back to it.
void visit(Graph& graph, const std::string& id, std::vector<Step>& path, diag::Collector& out) {
  Waiting& waiting = graph.at(id);
  waiting.state = Waiting::on_path;
  for (const Edge& edge : waiting.edges) {
    const auto next = graph.find(edge.to);
    if (next == graph.end() || next->second.state == Waiting::done) continue;
    if (out.findings().size() >= kMostCycles || path.size() >= kLongestPath) break;
    path.push_back({id, edge.name});
    if (next->second.state == Waiting::unseen) {
      visit(graph, edge.to, path, out);
    } else {
      const auto begin =
          std::find_if(path.begin(), path.end(), [&](const Step& step) { return step.id == edge.to; });
      report(graph, {begin, path.end()}, out);
    }
    path.pop_back();
  }
  waiting.state = Waiting::done;
}

void visit_all(Graph& graph, diag::Collector& out) {
  std::vector<Step> path;
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
