#include <fmt/format.h>

#include <map>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::helm {

namespace {

using rules::flux::is_known;

/// Where the name of the release is said.
yaml::Node name_node(const kube::Object& release) {
  const yaml::Node given = release["spec"]["releaseName"];
  return given.text().empty() ? release["metadata"]["name"] : given;
}

/// As Flux makes it up; names that it would shorten by a hash are told apart by being long.
std::string release_name(const kube::Object& release) {
  const std::string_view given = release["spec"]["releaseName"].text();
  if (!given.empty()) return std::string(given);
  const std::string_view target = release["spec"]["targetNamespace"].text();
  return target.empty() ? std::string(release.name()) : fmt::format("{}-{}", target, release.name());
}

/// Where Helm keeps its record of the release.
std::string_view storage_namespace(const kube::Object& release) {
  const std::string_view given = release["spec"]["storageNamespace"].text();
  return given.empty() ? release.name_space() : given;
}

bool is_certain(const kube::Object& release) {
  for (const std::string_view field : {"releaseName", "targetNamespace", "storageNamespace"}) {
    if (const yaml::Node node = release["spec"][field]; node && !is_known(node)) return false;
  }
  return is_known(release["metadata"]["name"]) && !release.name_space().empty();
}

}  // namespace

void two_releases_one_name(const fleet::Cluster& cluster, diag::Collector& out) {
  std::map<std::string, const kube::Object*> seen;
  for (const fleet::Index::Item& item : cluster.index.of_kind(rules::flux::kHelmGroup, "HelmRelease")) {
    const kube::Object& release = *item.object;
    // A release for another cluster has that cluster's names.
    if (release["spec"]["kubeConfig"] || !is_certain(release)) continue;
    const std::string name = release_name(release);
    const auto [first, is_new] =
        seen.emplace(fmt::format("{}/{}", storage_namespace(release), name), &release);
    // One HelmRelease rendered twice is flux/object-in-two-units.
    if (is_new || first->second->id() == release.id()) continue;
    diag::Place place = at(name_node(release));
    diag::Location other = at(name_node(*first->second)).primary;
    other.label = "the other release";
    place.related.push_back(std::move(other));
    out.set_object(release.ref());
    out.report(
        std::move(place),
        "release {} in namespace {} is {}'s too, and each undoes what the other installs; give one another "
        "releaseName",
        quote(name), quote(storage_namespace(release)), first->second->id().to_string());
  }
}

}  // namespace fleetlint::rules::helm
