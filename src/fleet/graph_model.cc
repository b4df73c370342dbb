#include "fleet/graph_model.h"

#include <fmt/format.h>

#include <map>

#include "flux/cluster_sources.h"

namespace fleetlint::fleet {

namespace {

constexpr std::string_view kSourceGroup = "source.toolkit.fluxcd.io";

diag::GraphState state_of(flux::UnitState state) {
  switch (state) {
    case flux::UnitState::rendered: return diag::GraphState::rendered;
    case flux::UnitState::incomplete: return diag::GraphState::incomplete;
    case flux::UnitState::source_elsewhere: return diag::GraphState::elsewhere;
    case flux::UnitState::source_missing:
    case flux::UnitState::path_missing:
    case flux::UnitState::failed: break;
  }
  return diag::GraphState::broken;
}

std::string place_of(const Cluster& cluster, const flux::SourceKey& key) {
  const Index::Item found = cluster.index.find(kSourceGroup, key.kind, key.name_space, key.name);
  if (found.object == nullptr) return {};
  const yaml::Node spec = (*found.object)["spec"];
  if (key.kind != "Bucket") return flux::shown_url(spec["url"].text());
  return fmt::format("{}/{}", spec["endpoint"].text(), spec["bucketName"].text());
}

class ClusterGraph {
 public:
  explicit ClusterGraph(const Cluster& cluster) : cluster_(cluster) {}

  diag::GraphCluster make() {
    out_.name = cluster_.name;
    out_.path = cluster_.entry.path;
    out_.found_by = cluster_.entry.found_by;
    out_.kubernetes = shown_version(cluster_.kubernetes);
    out_.flux = cluster_.graph.version.known() ? cluster_.graph.version.text : "unknown";
    find_sources();
    for (const flux::Unit& unit : cluster_.graph.units) {
      by_name_.try_emplace({unit.name_space, unit.name}, static_cast<int>(by_name_.size()));
    }
    for (const flux::Unit& unit : cluster_.graph.units) {
      out_.units.push_back(unit_of(unit));
      out_.objects += unit.objects.size();
    }
    return std::move(out_);
  }

 private:
  /// All that units name, sorted.
  void find_sources() {
    for (const flux::Unit& unit : cluster_.graph.units) {
      if (!has_source(unit)) continue;
      bool& here = sources_[key_of(unit)];
      here = here || unit.tree != nullptr;
    }
    for (const auto& [key, here] : sources_) {
      diag::GraphSource source;
      source.name = key.name_space.empty() ? fmt::format("{} {}", key.kind, key.name)
                                           : fmt::format("{} {}/{}", key.kind, key.name_space, key.name);
      source.place = place_of(cluster_, key);
      source.here = here;
      out_.sources.push_back(std::move(source));
    }
  }

  bool has_source(const flux::Unit& unit) const { return !key_of(unit).name.empty(); }

  flux::SourceKey key_of(const flux::Unit& unit) const {
    const yaml::Node reference = unit.kustomization["spec"]["sourceRef"];
    if (reference["name"]) return flux::source_key(reference, unit.name_space);
    // The entry of a cluster whose bootstrap object is not here.
    return unit.parent < 0 && cluster_.graph.own_source ? *cluster_.graph.own_source : flux::SourceKey{};
  }

  diag::GraphUnit unit_of(const flux::Unit& unit) const {
    diag::GraphUnit out;
    out.name = unit.id();
    out.path = unit.path;
    out.state = state_of(unit.state);
    out.state_text = to_string(unit.state);
    out.reason = unit.reason;
    out.objects = unit.objects.size();
    out.suspended = unit.suspended;
    out.other_cluster = unit.other_cluster;
    out.parent = unit.parent;
    if (const auto source = sources_.find(key_of(unit)); source != sources_.end()) {
      out.source = static_cast<int>(std::distance(sources_.begin(), source));
    }
    for (const yaml::Node& dependency : unit.kustomization["spec"]["dependsOn"].items()) {
      const std::string_view name = dependency["name"].text();
      const std::string_view given = dependency["namespace"].text();
      const std::string_view name_space = given.empty() ? std::string_view(unit.name_space) : given;
      const auto found = by_name_.find({std::string(name_space), std::string(name)});
      if (found != by_name_.end()) {
        out.depends_on.push_back(found->second);
      } else {
        out.depends_on_missing.push_back(fmt::format("{}/{}", name_space, name));
      }
    }
    return out;
  }

  const Cluster& cluster_;
  diag::GraphCluster out_;
  std::map<flux::SourceKey, bool> sources_;  // is it here?
  std::map<std::pair<std::string, std::string>, int> by_name_;
};

}  // namespace

std::string shown_version(const KubernetesVersion& version) {
  if (version.minor == 0) return "unknown";
  return fmt::format("{}.{}{}", version.major, version.minor, version.assumed ? " (assumed)" : "");
}

diag::FleetGraph graph_of(const Fleet& fleet) {
  diag::FleetGraph graph;
  for (const auto& cluster : fleet.clusters) graph.clusters.push_back(ClusterGraph(*cluster).make());
  return graph;
}

}  // namespace fleetlint::fleet
