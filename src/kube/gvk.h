// What an object is: group, version, kind, namespace, name.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "diag/finding.h"
#include "yaml/node.h"

namespace fleetlint::kube {

struct Gvk {
  std::string group;  ///< empty for the core group
  std::string version;
  std::string kind;
  auto operator<=>(const Gvk&) const = default;

  /// "apps/v1", "v1".
  std::string api_version() const;
};

/// From apiVersion and kind; parts that are absent are empty.
Gvk parse_gvk(std::string_view api_version, std::string_view kind);

/// An object's identity in a cluster: versions of one group do not make two objects.
struct ObjectId {
  std::string group;
  std::string kind;
  std::string name_space;  ///< empty for cluster-scoped ones and where none is set
  std::string name;
  auto operator<=>(const ObjectId&) const = default;

  /// "Deployment.apps default/web"-style text for messages: `Deployment "default/web"`.
  std::string to_string() const;
};

}  // namespace fleetlint::kube
