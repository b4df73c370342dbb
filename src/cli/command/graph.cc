// fleetlint graph [PATH]: clusters, their units and what joins them.
#include "report/graph.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/strings.h"
#include "cli/analysis.h"
#include "cli/command.h"
#include "cli/selection.h"

namespace fleetlint::cli {

namespace {

struct Arguments {
  AnalysisOptions analysis;
  std::string format = "text";
  std::vector<std::string> clusters;
};

/// Leaves only the clusters that were asked for; gives a message when one is unknown.
std::string choose(const std::vector<std::string>& wanted, diag::FleetGraph& graph) {
  std::vector<std::string_view> names;
  for (const diag::GraphCluster& cluster : graph.clusters) names.push_back(cluster.name);
  if (std::string unknown = unknown_cluster(wanted, names); !unknown.empty()) return unknown;
  std::erase_if(graph.clusters, [&](const diag::GraphCluster& cluster) {
    return !wanted.empty() && std::ranges::find(wanted, cluster.name) == wanted.end();
  });
  return {};
}

int graph_command(const Arguments& arguments) {
  const report::GraphFormat* format = report::find_graph_format(arguments.format);
  source::SourceMap sources;
  Result<diag::RunReport> run = analyse(arguments.analysis, sources);
  if (!run) return usage(run.error().message);
  explain_emptiness(*run, arguments.analysis);
  if (run->graph.clusters.empty()) return kIncomplete;
  const std::string unknown = choose(arguments.clusters, run->graph);
  if (!unknown.empty()) return usage(unknown);
  fmt::print("{}", format->write(run->graph));
  return kClean;
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  declare_tree(app, arguments->analysis);
  std::vector<std::string> names;
  for (const report::GraphFormat& format : report::kGraphFormats) names.emplace_back(format.name);
  app.add_option("-f,--format", arguments->format, "Output")
      ->check(CLI::IsMember(names))
      ->capture_default_str();
  app.add_option("--cluster", arguments->clusters,
                 "Only the cluster of this name; may be given several times")
      ->allow_extra_args(false);
  app.callback([arguments, exit_code] { *exit_code = graph_command(*arguments); });
}

}  // namespace

extern const Command command_graph;
const Command command_graph{"graph", "Draw clusters, units and what joins them", declare};

}  // namespace fleetlint::cli
