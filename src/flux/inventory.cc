#include "flux/inventory.h"

#include <utility>

namespace fleetlint::flux {

namespace {

/// Group and kind of what is kept.
constexpr std::pair<std::string_view, std::string_view> kKept[] = {
    {"kustomize.toolkit.fluxcd.io", "Kustomization"},
    {"source.toolkit.fluxcd.io", "GitRepository"},
    {"source.toolkit.fluxcd.io", "OCIRepository"},
    {"source.toolkit.fluxcd.io", "Bucket"},
    {"source.toolkit.fluxcd.io", "ExternalArtifact"},
    {"source.extensions.fluxcd.io", "ArtifactGenerator"},
    {"", "ConfigMap"},
    {"", "Secret"},
    {"bitnami.com", "SealedSecret"},
    {"external-secrets.io", "ExternalSecret"},
    {"fluxcd.controlplane.io", "FluxInstance"},
    {"fluxcd.controlplane.io", "ResourceSet"},
    {"fluxcd.controlplane.io", "ResourceSetInputProvider"},
};

}  // namespace

bool is_flux_kustomization(const kube::Object& object) {
  return object.is("kustomize.toolkit.fluxcd.io", "Kustomization");
}

std::string_view steering_kind(const kube::Object& object) {
  const std::string_view is = object.kind();
  for (const auto& [group, kind] : kKept) {
    if (is == kind && object.group() == group) return kind;
  }
  return {};
}

void Inventory::add(const Unit& unit, int index, std::span<const BuildFacts::Steering> steering) {
  if (unit.other_cluster || unit.build == nullptr) return;
  const auto keep = [&](const kube::Object& object, std::string_view kind) {
    if (kind.empty()) return;
    by_kind_[kind].push_back({object, index});
    by_name_.try_emplace(Key{kind, object.name_space(), object.name()}, Found{object, index});
  };
  for (const BuildFacts::Steering& one : steering) {
    const kube::Object& object = unit.objects[one.number];
    keep(object, one.kind.empty() ? steering_kind(object) : one.kind);
  }
  // Behind those of the build lies what its ResourceSets make.
  for (std::size_t i = unit.build->objects.size(); i < unit.objects.size(); ++i)
    keep(unit.objects[i], steering_kind(unit.objects[i]));
}

const Found* Inventory::find(std::string_view kind, std::string_view name_space,
                             std::string_view name) const {
  const auto found = by_name_.find(Key{kind, name_space, name});
  return found == by_name_.end() ? nullptr : &found->second;
}

const std::vector<Found>& Inventory::of_kind(std::string_view kind) const {
  static const std::vector<Found> kNone;
  const auto found = by_kind_.find(kind);
  return found == by_kind_.end() ? kNone : found->second;
}

}  // namespace fleetlint::flux
