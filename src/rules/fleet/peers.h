// What the rules that compare clusters share: groups of peers, versions of
// components, and where a finding about a whole cluster stands.
//
// Findings say which clusters they are about (Finding::clusters): files of equal
// content lie in several of them, and their paths are told by the cluster.
#pragma once

#include <array>
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/collector.h"
#include "fleet/fleet.h"
#include "kube/object.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace fleetlint::rules::fleet {

using Clusters = std::vector<const fleet::Cluster*>;

/// Clusters by group, those of no group left out.
std::map<std::string, Clusters> groups_of(const fleet::Fleet& fleet);

/// Where a cluster as a whole is written: its bootstrap object, else the first thing it renders.
diag::Place place_of(const fleet::Cluster& cluster);

/// "1.2.3", "v1.2.3-rc.1"; ranges, partial versions and other texts are none.
struct Version {
  std::array<int, 3> numbers{};
  std::string before;  ///< the pre-release; empty: the release itself
  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const { return (*this <=> other) == std::strong_ordering::equal; }
};
std::optional<Version> exact_version(std::string_view text);

/// Something that a cluster runs in one version: a chart, a container image, a tagged source.
struct Component {
  std::string
      name;  ///< for a person: `chart "podinfo" of HelmRelease "apps/podinfo"`; the same in all clusters
  const kube::Object* object = nullptr;
  yaml::Node node;  ///< that says the version
  Version version;
  std::string text;  ///< the version as written
};

/// By name. Two of one name count once.
std::map<std::string, Component> components_of(const fleet::Cluster& cluster);

/// The longest chain's end: where the value was first written.
const yaml::Origin& written_at(yaml::Node node);

/// "a", "a and b", "a, b and 2 more".
std::string listed(const std::vector<std::string>& names);

/// Seconds of a duration of Go ("1h30m"); nothing for other texts.
std::optional<double> seconds_of(std::string_view duration);

/// Policies as Kyverno, Gatekeeper and the API server have them.
bool is_policy(const kube::ObjectId& id);

}  // namespace fleetlint::rules::fleet
