// Small stories for the tests of this module: files in memory, one cluster, its units.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flux/graph.h"
#include "io/file_tree.h"
#include "source/line_index.h"
#include "yaml/emit.h"

namespace fleetlint::flux {

class Story {
 public:
  explicit Story(const std::vector<std::pair<std::string, std::string>>& files)
      : tree_(io::make_memory_tree(files, sources)), engine_(run), workshop_(tree_, engine_, run) {}

  /// Expands the cluster at `path`, whose own source is flux-system.
  Graph expand(std::string_view path, std::string_view flux_version = "v2.9.0") {
    Entry entry;
    entry.path = path;
    entry.source = SourceKey{"GitRepository", "flux-system", "flux-system"};
    entry.flux = parse_flux_version(flux_version);
    return flux::expand(entry, workshop_);
  }

  /// "file:line rule: message" of each finding of all units.
  std::vector<std::string> findings(const Graph& graph) const {
    std::vector<std::string> lines;
    const auto add = [&](const diag::Finding& finding, const UnitPaths& paths) {
      const source::LineIndex index(sources.text(finding.primary.file));
      lines.push_back(std::string(paths.path(finding.primary.file)) + ":" +
                      std::to_string(index.position(finding.primary.span.begin).line) + " " + finding.rule +
                      ": " + finding.message);
    };
    for (const Unit& unit : graph.units) {
      for (const diag::Finding& finding : unit.findings) add(finding, unit.paths);
    }
    for (const diag::Finding& finding : graph.findings) add(finding, graph.units.front().paths);
    return lines;
  }

  std::string_view text(const yaml::Origin& origin) const { return sources.text(origin.file, origin.span); }

  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed{sources, arenas};
  kustomize::Run run{sources, parsed, arenas};

 private:
  io::TreePtr tree_;
  kustomize::Engine engine_;
  Workshop workshop_;
};

/// A Flux Kustomization; `more` are further lines of its spec, indented by two.
inline std::string kustomization(std::string_view name, std::string_view path, std::string_view more = {}) {
  return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: " +
         std::string(name) +
         ", namespace: flux-system}\nspec:\n  interval: 10m\n  path: " + std::string(path) +
         "\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n" + std::string(more);
}

inline std::string config_map(std::string_view name, std::string_view data) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + std::string(name) +
         ", namespace: apps}\ndata:\n  " + std::string(data) + "\n";
}

inline const Unit* unit_of(const Graph& graph, std::string_view id) {
  for (const Unit& unit : graph.units) {
    if (unit.id() == id) return &unit;
  }
  return nullptr;
}

}  // namespace fleetlint::flux
