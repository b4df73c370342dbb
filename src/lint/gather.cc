#include "lint/gather.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "lint/rule_choice.h"
#include "rules/rule.h"

namespace fleetlint::lint {
namespace {

std::string unit_name(const fleet::Cluster& cluster, const flux::Unit& unit) {
  return cluster.name + "/" + unit.id();
}

/// Adds findings that `unit` (or null) of `cluster` (or none) has.
void add(Gathering& g, const std::vector<diag::Finding>& findings, std::size_t cluster,
         const flux::Unit* unit) {
  for (const diag::Finding& finding : findings) {
    Reported reported{finding, {}, {}};
    g.locator.locate(reported.finding, unit, cluster);
    if (cluster != Locator::kNoCluster) {
      reported.cluster = g.fleet.clusters[cluster]->name;
      if (unit != nullptr) reported.unit = unit_name(*g.fleet.clusters[cluster], *unit);
    }
    g.out.add(std::move(reported));
  }
}

/// Adds findings of rules that see the fleet: they may say which clusters are concerned.
void add_fleet(Gathering& g, std::vector<diag::Finding> findings) {
  for (diag::Finding& finding : findings) {
    const std::vector<std::string> names = std::exchange(finding.clusters, {});
    bool placed = false;
    for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) {
      if (std::ranges::find(names, g.fleet.clusters[c]->name) == names.end()) continue;
      add(g, {finding}, c, nullptr);
      placed = true;
    }
    if (!placed) add(g, {finding}, Locator::kNoCluster, nullptr);
  }
}

/// A file that the rules of scope file look at.
struct Checked {
  std::string_view path;
  source::FileId file;
  const yaml::Stream* stream;  // empty for what is no YAML
};

/// All YAML files, then what builds read besides (generators' data), then the rest.
std::vector<Checked> files_to_check(const Gathering& g, const yaml::Stream& nothing) {
  std::vector<Checked> files;
  std::set<std::string_view> seen;
  for (const ScannedFile& file : g.scan.files) {
    files.push_back({file.path, file.file, &file.parsed->stream});
    seen.insert(file.path);
  }
  for (const auto& [file, path] : g.locator.everything().all()) {
    if (seen.insert(path).second) files.push_back({path, file, &nothing});
  }
  for (const auto& [path, file] : g.scan.others) {
    if (seen.insert(path).second) files.push_back({path, file, &nothing});
  }
  return files;
}

/// The file that a generator made the values of, where they are YAML: with a target path they are one value.
source::FileId values_file(const fleet::Cluster& cluster, const kube::Object& release, yaml::Node from) {
  if (from["targetPath"]) return source::FileId::none;
  const fleet::Index::Item item =
      cluster.index.find("", from["kind"].text(), release.name_space(), from["name"].text());
  if (item.object == nullptr) return source::FileId::none;
  const std::string_view key = from["valuesKey"] ? from["valuesKey"].text() : std::string_view("values.yaml");
  const yaml::Node data = (*item.object)["data"][key];
  for (const yaml::Origin* origin = data ? &data.origin() : nullptr; origin != nullptr;
       origin = origin->cause) {
    if (origin->operation == yaml::Operation::generated) return origin->file;
  }
  return source::FileId::none;
}

}  // namespace

void gather_values_files(Gathering& g) {
  std::map<source::FileId, const ScannedFile*> broken;
  for (const ScannedFile& file : g.scan.files) {
    if (!file.parsed->findings.empty()) broken.emplace(file.file, &file);
  }
  if (broken.empty()) return;
  for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) {
    const fleet::Cluster& cluster = *g.fleet.clusters[c];
    for (const fleet::Index::Item& release : cluster.index.of_kind("helm.toolkit.fluxcd.io", "HelmRelease")) {
      for (const yaml::Node& from : (*release.object)["spec"]["valuesFrom"].items()) {
        const source::FileId file = values_file(cluster, *release.object, from);
        const auto found = broken.find(file);
        if (found != broken.end()) add(g, found->second->parsed->findings, c, release.unit);
      }
    }
  }
}

void gather_loose_files(Gathering& g) {
  const auto is_loaded = [&](source::FileId file) {
    for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) {
      if (!g.locator.of_cluster(c).path(file).empty()) return true;
    }
    return false;
  };
  for (const ScannedFile& file : g.scan.files) {
    // The build that loads a file reports what it cannot read of it; a file that is
    // only a generator's data may hold anything.
    if (file.parsed->findings.empty() || is_loaded(file.file)) continue;
    if (!is_loose_manifest(file, g.sources.text(file.file), g.scan)) continue;
    for (diag::Finding finding : file.parsed->findings) {
      finding.primary.path = file.path;
      for (diag::Location& place : finding.related) place.path = file.path;
      g.out.add({std::move(finding), {}, {}});
    }
  }
}

void gather_engines(Gathering& g) {
  add(g, g.fleet.findings, Locator::kNoCluster, nullptr);
  for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) {
    const fleet::Cluster& cluster = *g.fleet.clusters[c];
    add(g, cluster.entry.findings, c, nullptr);
    add(g, cluster.graph.findings, c, nullptr);
    for (const flux::Unit& unit : cluster.graph.units) {
      if (unit.build) add(g, unit.build->findings, c, &unit);
      add(g, unit.findings, c, &unit);
    }
  }
}

void gather_objects(Gathering& g, const ObjectChecks& checks) {
  for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) {
    const std::vector<flux::Unit>& units = g.fleet.clusters[c]->graph.units;
    for (std::size_t u = 0; u < units.size(); ++u) {
      for (std::size_t o = 0; o < units[u].objects.size(); ++o)
        add(g, checks.of(c, u, o).findings, c, &units[u]);
    }
  }
}

void gather_file_rules(Gathering& g) {
  const RuleChoice choice(g.config);
  std::vector<const rules::Rule*> rules;
  for (const rules::Rule& rule : rules::rules()) {
    if (rule.file_check != nullptr && choice.enabled(rule.id)) rules.push_back(&rule);
  }
  const yaml::Stream nothing;
  const std::vector<Checked> files = files_to_check(g, nothing);
  std::unordered_map<std::string_view, const yaml::Stream*> streams;
  for (const ScannedFile& file : g.scan.files) streams.emplace(file.path, &file.parsed->stream);
  const auto stream_at = [&](std::string_view path) -> const yaml::Stream* {
    const auto at = streams.find(path);
    return at == streams.end() ? nullptr : at->second;
  };
  std::vector<std::vector<diag::Finding>> found(files.size());
  RunMemo memo;
  g.pool.run(files.size(), [&](std::size_t i) {
    yaml::Stream unparsed;
    unparsed.file = files[i].file;
    const yaml::Stream& stream = files[i].stream == &nothing ? unparsed : *files[i].stream;
    const rules::FileContext context{
        files[i].path, g.sources.text(files[i].file), stream, &g.fleet, stream_at, g.config.today, &memo,
        &g.sources};
    for (const rules::Rule* rule : rules) {
      diag::Collector out(rule->id);
      rule->file_check(context, out);
      for (diag::Finding& finding : out.take()) {
        if (finding.primary.file == source::FileId::none) finding.primary.file = files[i].file;
        if (finding.primary.file == files[i].file) finding.primary.path = files[i].path;
        found[i].push_back(std::move(finding));
      }
    }
  });

  for (std::size_t i = 0; i < files.size(); ++i) {
    if (found[i].empty()) continue;
    bool loaded = false;
    for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) {
      if (g.locator.of_cluster(c).path(files[i].file) != files[i].path) continue;
      add(g, found[i], c, nullptr);
      loaded = true;
    }
    if (!loaded) add(g, found[i], Locator::kNoCluster, nullptr);
  }
}

void gather_fleet_rules(Gathering& g) {
  const RuleChoice choice(g.config);
  struct Work {
    const rules::Rule* rule;
    std::size_t cluster;
  };
  std::vector<Work> work;
  for (const rules::Rule& rule : rules::rules()) {
    if (!choice.enabled(rule.id)) continue;
    if (rule.fleet_check != nullptr) work.push_back({&rule, Locator::kNoCluster});
    if (rule.cluster_check == nullptr) continue;
    for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) work.push_back({&rule, c});
  }
  std::vector<std::vector<diag::Finding>> found(work.size());
  g.pool.run(work.size(), [&](std::size_t i) {
    diag::Collector out(work[i].rule->id);
    if (work[i].cluster == Locator::kNoCluster) {
      work[i].rule->fleet_check(g.fleet, out);
    } else {
      work[i].rule->cluster_check(*g.fleet.clusters[work[i].cluster], out);
    }
    found[i] = out.take();
  });
  for (std::size_t i = 0; i < work.size(); ++i) {
    if (work[i].cluster == Locator::kNoCluster) {
      add_fleet(g, std::move(found[i]));
    } else {
      add(g, found[i], work[i].cluster, nullptr);
    }
  }
}

}  // namespace fleetlint::lint
