#include "rules/flux/target.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

constexpr std::string_view kKustomizeGroup = "kustomize.toolkit.fluxcd.io";
constexpr std::string_view kImageGroup = "image.toolkit.fluxcd.io";

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kGroups = {{
    {"Bucket", kSourceGroup},
    {"GitRepository", kSourceGroup},
    {"HelmChart", kSourceGroup},
    {"HelmRepository", kSourceGroup},
    {"OCIRepository", kSourceGroup},
    {"ExternalArtifact", kSourceGroup},
    {"Kustomization", kKustomizeGroup},
    {"HelmRelease", kHelmGroup},
    {"ImageRepository", kImageGroup},
    {"ImagePolicy", kImageGroup},
    {"ImageUpdateAutomation", kImageGroup},
    {"Provider", "notification.toolkit.fluxcd.io"},
    {"ArtifactGenerator", "source.extensions.fluxcd.io"},
}};

bool exists(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
            std::string_view name) {
  const std::string_view group = group_of(kind);
  if (group == kSourceGroup && has_source(cluster, kind, name_space, name)) return true;
  if (cluster.index.find(group, kind, name_space, name).object != nullptr) return true;
  // The cluster's own Kustomization need not be among the rendered objects.
  return kind == "Kustomization" && std::any_of(cluster.graph.units.begin(), cluster.graph.units.end(),
                                                [&](const fleetlint::flux::Unit& unit) {
                                                  return unit.name_space == name_space && unit.name == name;
                                                });
}

}  // namespace

std::string_view group_of(std::string_view kind) {
  for (const auto& [known, group] : kGroups) {
    if (known == kind) return group;
  }
  return {};
}

void check_target(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference,
                  std::string_view kind, std::string_view consequence, diag::Collector& out) {
  const yaml::Node name = reference["name"];
  const std::string_view name_space = namespace_of(reference, from.name_space());
  const std::string_view group = group_of(kind);
  // helm-controller makes HelmCharts by itself.
  if (group.empty() || kind == "HelmChart" || name_space.empty() || !is_known(name) || name.text().empty())
    return;
  if (reference["namespace"] && !is_known(reference["namespace"])) return;
  if (exists(cluster, kind, name_space, name.text()) || cluster.is_open_to_flux(name_space)) return;
  std::vector<std::string> near;
  std::string elsewhere;
  for (const fleet::Index::Item& item : cluster.index.of_kind(group, kind)) {
    if (item.object->name_space() == name_space) {
      near.emplace_back(item.object->name());
    } else if (item.object->name() == name.text() && !item.object->name_space().empty()) {
      elsewhere = "; there is one in namespace " + quote(item.object->name_space());
    }
  }
  std::string why = elsewhere.empty() ? hint(name.text(), near) : elsewhere;
  // Whoever bootstraps from outside may make sources too.
  if (group == kSourceGroup && !cluster.entry.source && why.empty()) return;
  out.set_object(from.ref());
  out.report(at(name), "{} {} does not exist in this cluster, so {}{}", kind,
             quote(std::string(name_space) + "/" + std::string(name.text())), consequence, why);
}

}  // namespace fleetlint::rules::flux
