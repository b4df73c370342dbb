#include "lint/lint.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "base/arena.h"
#include "base/strings.h"
#include "base/task_pool.h"
#include "fleet/graph_model.h"
#include "kustomize/build.h"
#include "lint/coverage.h"
#include "lint/exclude.h"
#include "lint/gather.h"
#include "lint/gather_policies.h"
#include "lint/load_options.h"
#include "lint/locate.h"
#include "lint/node_use.h"
#include "lint/object_checks.h"
#include "lint/own_schemas.h"
#include "lint/scan.h"
#include "lint/settle.h"
#include "rules/rule.h"
#include "rules/rule_info.h"
#include "schema/validator.h"
#include "yaml/node_count.h"

namespace fleetlint::lint {
namespace {

/// Says that a stage begins, and how long each took.
class Stages {
 public:
  Stages(const Options& options, diag::RunReport* report) : options_(options), report_(report) {}
  ~Stages() { end(); }

  void begin(std::string name, std::size_t total = 0) {
    end();
    if (options_.progress) options_.progress(name, 0, total);
    name_ = std::move(name);
    start_ = Clock::now();
  }

  void end() {
    if (name_.empty()) return;
    report_->times.push_back(
        {std::exchange(name_, {}), std::chrono::duration<double>(Clock::now() - start_).count()});
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Options& options_;
  diag::RunReport* report_;
  std::string name_;
  Clock::time_point start_;
};

/// Does some unit load the file, and is every one that does rendered to its end?
bool is_rendered(const fleet::Fleet& fleet, source::FileId file) {
  bool loaded = false;
  for (const auto& cluster : fleet.clusters) {
    for (const flux::Unit& unit : cluster->graph.units) {
      if (unit.paths.path(file).empty()) continue;
      if (unit.state != flux::UnitState::rendered) return false;
      loaded = true;
    }
  }
  return loaded;
}

std::vector<SuppressedFile> suppressions_of(const Scan& scan, const fleet::Fleet& fleet,
                                            const Locator& locator, const source::SourceMap& sources) {
  std::vector<SuppressedFile> all;
  std::set<source::FileId> seen;
  for (const ScannedFile& file : scan.files) {
    if (!seen.insert(file.file).second) continue;
    const std::string_view text = sources.text(file.file);
    if (text.find("fleetlint:") == std::string_view::npos) continue;
    SuppressedFile suppressed{
        file.file, file.path, {}, find_suppressions(text, file.parsed->stream.comments), true};
    if (suppressed.suppressions.empty()) continue;
    suppressed.rendered = is_rendered(fleet, file.file);
    for (std::size_t c = 0; c < fleet.clusters.size(); ++c) {
      if (!locator.of_cluster(c).path(file.file).empty())
        suppressed.clusters.push_back(fleet.clusters[c]->name);
    }
    all.push_back(std::move(suppressed));
  }
  return all;
}

/// The pages of all rules that have findings.
std::vector<diag::RuleInfo> pages_of(const std::vector<diag::Finding>& findings) {
  std::set<std::string_view> ids;
  for (const diag::Finding& finding : findings) ids.insert(finding.rule);
  std::vector<diag::RuleInfo> pages;
  for (const std::string_view id : ids) {
    const rules::Rule* rule = rules::find_rule(id);
    if (rule != nullptr) pages.push_back(rules::info_of(*rule, rule->severity));
  }
  return pages;
}

/// Which clusters are compared with which, and how that is known.
void count_groups(const fleet::Fleet& fleet, diag::RunReport* report) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const auto& cluster : fleet.clusters) {
    if (cluster->group.empty()) continue;
    groups["group " + cluster->group].push_back(
        fmt::format("{} (by {})", cluster->name, cluster->grouped_by));
  }
  for (const auto& [name, clusters] : groups) report->counters.emplace_back(name, join(clusters, ", "));
}

}  // namespace

diag::RunReport run(const io::TreePtr& repository, source::SourceMap& sources, const Options& options) {
  diag::RunReport report;
  const std::size_t nodes_before = yaml::nodes_made();
  Stages stages(options, &report);
  TaskPool pool(options.threads);
  ArenaSet arenas;
  yaml::ParseCache parsed(sources, arenas);

  // Every YAML file is read and parsed once, in parallel; rendering finds it warm.
  stages.begin("read");
  const io::TreePtr tree = exclude(repository, options.config.exclude);
  const Scan files = scan(*tree, parsed, pool);

  // Clusters, their units, their objects.
  stages.begin("render");
  const kustomize::Run shared{sources, parsed, arenas, &options.config.vendored};
  kustomize::Engine engine(shared);
  const fleet::Fleet fleet = fleet::load(tree, engine, shared, load_options(options.config, options.threads));

  // Schemas and object rules on distinct nodes, then the rules that see more.
  stages.begin("check");
  schema::Catalog schemas;
  schemas.add(own_schemas(*tree, parsed));
  const ObjectChecks checks(fleet, schemas, options.config, pool);
  const Locator locator(files, fleet);
  const std::vector<SuppressedFile> suppressed = suppressions_of(files, fleet, locator, sources);
  Settlement settlement(suppressed, options.config, sources);
  Gathering gathering{files, fleet, locator, sources, options.config, pool, settlement};
  gather_engines(gathering);
  gather_loose_files(gathering);
  gather_values_files(gathering);
  gather_objects(gathering, checks);
  gather_file_rules(gathering);
  gather_fleet_rules(gathering);
  gather_policies(gathering);

  stages.begin("settle");
  report.findings = settlement.finish();
  report.rules = pages_of(report.findings);
  report.coverage = coverage_of(files, sources, fleet, checks);
  report.graph = fleet::graph_of(fleet);

  const kustomize::Engine::Counters built = engine.counters();
  const auto count = [&](std::string name, std::size_t value) {
    report.counters.emplace_back(std::move(name), std::to_string(value));
  };
  count("distinct files", sources.file_count());
  count("bytes parsed", parsed.parsed_bytes());
  count("bytes of nodes", arenas.bytes_used());
  if (options.count_nodes) {
    const NodeUse use = node_use(fleet);
    count("nodes made", yaml::nodes_made() - nodes_before);
    count("nodes in rendered objects", use.rendered);
    count("nodes shared by rendered objects", use.rendered - use.distinct);
  }
  count("directories accumulated", built.directories_accumulated);
  count("directories shared", built.accumulations_shared);
  count("builds", built.builds);
  count("builds shared", built.builds_shared);
  count("objects", checks.asked());
  count("objects checked", checks.distinct().size());
  std::size_t waiting = 0;
  for (const ObjectChecks::Result& result : checks.distinct()) waiting += result.transition_rules;
  count("CRD rules that wait for a change", waiting);
  count("findings before merging", settlement.added());
  count_groups(fleet, &report);
  stages.end();
  return report;
}

}  // namespace fleetlint::lint
