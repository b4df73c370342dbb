#include "lint/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "fleet/graph_model.h"
#include "fleet/resource_sets.h"

namespace fleetlint::lint {
namespace {

diag::ClusterCoverage of_cluster(const fleet::Cluster& cluster) {
  diag::ClusterCoverage coverage;
  coverage.name = cluster.name;
  coverage.path = cluster.entry.path;
  coverage.found_by = cluster.entry.found_by;
  coverage.kubernetes = fleet::shown_version(cluster.kubernetes);
  coverage.flux = cluster.graph.version.known() ? cluster.graph.version.text : "unknown";
  for (const flux::Unit& unit : cluster.graph.units) {
    coverage.units.push_back(
        {unit.id(), unit.path, std::string(to_string(unit.state)), unit.objects.size(), unit.suspended});
    coverage.objects += unit.objects.size();
  }
  return coverage;
}

void count_validated(const ObjectChecks& checks, diag::Coverage* coverage) {
  std::map<std::string, std::size_t> unknown;
  std::size_t encrypted = 0;
  for (const ObjectChecks::Result& result : checks.distinct()) {
    if (result.encrypted) {
      ++encrypted;
    } else if (result.has_schema) {
      ++coverage->objects_validated;
    } else {
      ++coverage->objects_without_schema;
      ++unknown[fmt::format("{} {}", result.object.api_version(), result.object.kind())];
    }
  }
  coverage->kinds_without_schema.assign(unknown.begin(), unknown.end());
  if (encrypted != 0) {
    coverage->skipped.emplace_back(
        fmt::format("{} encrypted by SOPS",
                    encrypted == 1 ? "1 object" : fmt::format("{} objects", encrypted)),
        "their values cannot be validated without the key");
  }
}

/// Values whose `${...}` nobody here can fill in: not judged, so said. One line for
/// each reason, since one missing ConfigMap concerns many units.
void count_unknown_variables(const fleet::Cluster& cluster, diag::Coverage* coverage) {
  struct Count {
    std::set<std::string_view> names;
    std::size_t values = 0;
    std::size_t units = 0;
  };
  std::map<std::string_view, Count> by_reason;
  for (const flux::Unit& unit : cluster.graph.units) {
    std::set<std::string_view> reasons;
    for (const flux::UnknownVariable& variable : unit.unknown_variables) {
      Count& count = by_reason[variable.reason];
      count.names.insert(variable.name);
      count.values += variable.count;
      if (reasons.insert(variable.reason).second) ++count.units;
    }
  }
  for (const auto& [reason, count] : by_reason) {
    coverage->skipped.emplace_back(
        fmt::format("{}: {} of {} with ${{{}}}", cluster.name, count_of(count.values, "value"),
                    count_of(count.units, "unit"), fmt::join(count.names, "}, ${")),
        reason);
  }
}

}  // namespace

diag::Coverage coverage_of(const Scan& scan, const source::SourceMap& sources, const fleet::Fleet& fleet,
                           const ObjectChecks& checks) {
  diag::Coverage coverage;
  coverage.files = scan.files.size() + scan.unreadable.size();
  for (const ScannedFile& file : scan.files) {
    coverage.bytes += sources.text(file.file).size();
    coverage.documents += file.parsed->stream.documents.size();
  }
  coverage.looked_for = fleet.looked_for;

  for (const auto& cluster : fleet.clusters) {
    coverage.clusters.push_back(of_cluster(*cluster));
    for (const flux::Unit& unit : cluster->graph.units) {
      if (unit.state == flux::UnitState::rendered) continue;
      // Without Flux the one unit is the cluster.
      coverage.skipped.emplace_back(
          cluster->entry.plain ? cluster->name : fmt::format("{}/{}", cluster->name, unit.id()),
          unit.reason.empty() ? std::string(to_string(unit.state)) : unit.reason);
      coverage.incomplete = true;
    }
  }
  for (const auto& cluster : fleet.clusters) count_unknown_variables(*cluster, &coverage);
  for (const auto& cluster : fleet.clusters) {
    for (const fleet::UnrenderedSet& set : fleet::unrendered_sets(*cluster)) {
      coverage.skipped.emplace_back(fmt::format("{}: what ResourceSet {}/{} makes", cluster->name,
                                                set.object.name_space(), set.object.name()),
                                    set.reason);
      coverage.incomplete = true;
    }
  }
  for (const auto& [path, why] : scan.unreadable) {
    coverage.skipped.emplace_back(path, why);
    coverage.incomplete = true;
  }
  count_validated(checks, &coverage);
  coverage.incomplete |= coverage.objects_without_schema != 0;
  std::sort(coverage.skipped.begin(), coverage.skipped.end());
  return coverage;
}

}  // namespace fleetlint::lint
