#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "base/strings.h"
#include "base/task_pool.h"
#include "fleet/discover.h"
#include "fleet/fleet.h"
#include "fleet/kubernetes_version.h"

namespace fleetlint::fleet {

namespace {

using flux::Entry;

/// "b/c" of "a/b/c" for two parts.
std::string_view tail(std::string_view path, std::size_t parts) {
  std::size_t at = path.size();
  while (parts-- > 0) {
    at = path.rfind('/', at == 0 ? 0 : at - 1);
    if (at == std::string_view::npos) return path;
  }
  return path.substr(at + 1);
}

/// Each entry's shortest tail of its path that no other has.
void name_clusters(std::vector<Entry>& entries) {
  const auto has_none = [](const Entry& entry) { return entry.cluster.empty(); };
  for (std::size_t parts = 1; parts <= 64 && std::ranges::any_of(entries, has_none); ++parts) {
    std::map<std::string_view, std::size_t> count;
    for (const Entry& entry : entries) ++count[tail(entry.path, parts)];
    for (Entry& entry : entries) {
      if (entry.cluster.empty() && count[tail(entry.path, parts)] == 1)
        entry.cluster = tail(entry.path, parts);
    }
  }
  for (Entry& entry : entries) {
    if (entry.cluster.empty()) entry.cluster = entry.path.empty() ? "." : entry.path;
  }
}

/// One entry for each directory: the one that knows its bootstrap object.
void drop_doubles(std::vector<Entry>& entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    if (a.path != b.path) return a.path < b.path;
    return static_cast<bool>(a.kustomization.node()) > static_cast<bool>(b.kustomization.node());
  });
  entries.erase(std::unique(entries.begin(), entries.end(),
                            [](const Entry& a, const Entry& b) { return a.path == b.path; }),
                entries.end());
}

class Loader {
 public:
  Loader(const io::TreePtr& repository, kustomize::Engine& engine, kustomize::Run run,
         const LoadOptions& options)
      : options_(options),
        pool_(options.threads),
        discovery_(repository, engine, run),
        workshop_(repository, engine, run) {}

  Fleet load() {
    std::vector<Entry> entries;
    if (!options_.clusters.empty()) {
      entries = configured();
    } else {
      entries = discovery_.bootstrapped();
      drop_doubles(entries);
      expand(entries);
      add_unexplained(entries, discovery_.loose(entries, loaded(entries)));
      if (entries.empty()) entries = discovery_.plain();
    }
    name_clusters(entries);
    expand(entries);
    return assemble(std::move(entries));
  }

 private:
  std::vector<Entry> configured() {
    std::vector<Entry> entries;
    for (const ConfiguredCluster& cluster : options_.clusters) {
      Entry entry = discovery_.configured(cluster.path);
      entry.cluster = cluster.name;
      if (!cluster.flux.empty()) entry.flux = flux::parse_flux_version(cluster.flux);
      entries.push_back(std::move(entry));
    }
    return entries;
  }

  /// Adds those whose own file no other cluster reads: the outermost first.
  void add_unexplained(std::vector<Entry>& entries, std::vector<Entry> more) {
    std::stable_sort(more.begin(), more.end(),
                     [](const Entry& a, const Entry& b) { return a.path.size() < b.path.size(); });
    std::set<std::string> paths = loaded(entries);
    for (Entry& entry : more) {
      const auto& own = entry.paths.all();
      if (std::any_of(own.begin(), own.end(), [&](const auto& file) { return paths.contains(file.second); }))
        continue;
      entries.push_back(std::move(entry));
      expand(entries);
      for (std::string path : loaded({entries.back()})) paths.insert(std::move(path));
    }
    drop_doubles(entries);
  }

  /// Those that have not been expanded yet.
  void expand(const std::vector<Entry>& entries) {
    std::vector<std::pair<const Entry*, flux::Graph*>> work;
    for (const Entry& entry : entries) {
      const auto [place, is_new] = graphs_.try_emplace(entry.path);
      if (is_new) work.emplace_back(&entry, &place->second);
    }
    pool_.run(work.size(), [&](std::size_t i) { *work[i].second = flux::expand(*work[i].first, workshop_); });
  }

  /// Paths of all files that the clusters read.
  std::set<std::string> loaded(const std::vector<Entry>& entries) const {
    std::set<std::string> paths;
    std::unordered_set<const source::LoadedPaths*> seen;
    for (const Entry& entry : entries) {
      for (const auto& [file, path] : entry.paths.all()) paths.insert(path);
      for (const flux::Unit& unit : graphs_.at(entry.path).units) {
        for (const auto& part : unit.paths.parts()) {
          if (!seen.insert(part.get()).second) continue;
          for (const auto& [file, path] : part->all()) paths.insert(path);
        }
      }
    }
    return paths;
  }

  Fleet assemble(std::vector<Entry> entries) {
    Fleet fleet;
    ClusterApiVersions versions;
    IndexMaker indexes;
    const auto memo = std::make_shared<RunMemo>();
    for (Entry& entry : entries) {
      auto cluster = std::make_unique<Cluster>();
      cluster->memo = memo;
      cluster->entry = std::move(entry);
      cluster->graph = std::move(graphs_.at(cluster->entry.path));
      cluster->name = cluster->entry.cluster;
      if (!cluster->graph.version.known() && !options_.default_flux.empty()) {
        cluster->graph.version = flux::parse_flux_version(options_.default_flux);
      }
      indexes.add(cluster->graph, cluster->index);
      for (const flux::Unit& unit : cluster->graph.units) {
        for (const kube::Object& object : unit.objects) versions.add(object);
      }
      fleet.clusters.push_back(std::move(cluster));
    }
    indexes.finish();
    for (const auto& cluster : fleet.clusters) cluster->kubernetes = kubernetes_of(*cluster, versions);
    std::sort(fleet.clusters.begin(), fleet.clusters.end(),
              [](const auto& a, const auto& b) { return a->name < b->name; });
    group_clusters(fleet, options_.groups);
    if (fleet.clusters.empty()) fleet.looked_for = Discovery::looked_for();
    return fleet;
  }

  KubernetesVersion kubernetes_of(const Cluster& cluster, const ClusterApiVersions& versions) const {
    const auto configured = std::find_if(
        options_.clusters.begin(), options_.clusters.end(),
        [&](const auto& c) { return io::normalise(c.path) == cluster.entry.path && !c.kubernetes.empty(); });
    if (configured != options_.clusters.end()) {
      if (auto version = parse_kubernetes_version(configured->kubernetes)) return *version;
    }
    if (auto version = versions.find(cluster.name)) return *version;
    if (auto version = versions.find(io::file_name_of(cluster.entry.path))) return *version;
    if (auto version = parse_kubernetes_version(options_.default_kubernetes)) return *version;
    KubernetesVersion newest;
    newest.major = 1;
    newest.minor = kNewestKubernetesMinor;
    newest.text = fmt::format("1.{}", kNewestKubernetesMinor);
    newest.assumed = true;
    return newest;
  }

  const LoadOptions& options_;
  TaskPool pool_;
  Discovery discovery_;
  flux::Workshop workshop_;
  std::map<std::string, flux::Graph> graphs_;  // by the entry's path
};

}  // namespace

Fleet load(const io::TreePtr& repository, kustomize::Engine& engine, kustomize::Run run,
           const LoadOptions& options) {
  return Loader(repository, engine, run, options).load();
}

}  // namespace fleetlint::fleet
