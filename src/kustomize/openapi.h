// What kustomize knows of kinds: which are cluster-scoped, and how lists merge.
//
// The built-in knowledge is frozen at Kubernetes 1.21 (kube/merge_keys.h has the
// tables) and is not the cluster's. A kustomization's `openapi` field replaces it
// for the rest of the build.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include "yaml/node.h"

namespace fleetlint::kustomize {

/// A place in a kind's schema, walked down with the object. The same place serves
/// for a list and for its items.
struct MergePlace {
  std::size_t type = 0;                    ///< opaque; 0: nothing known below
  bool merges = false;                     ///< a strategic merge merges this list
  std::array<std::string_view, 4> keys{};  ///< that tell its items apart; all empty: scalars
  bool known() const { return type != 0 || merges; }
};

class OpenApi {
 public:
  virtual ~OpenApi() = default;

  /// Only kinds that are known can be cluster-scoped.
  virtual bool is_cluster_scoped(std::string_view api_version, std::string_view kind) const = 0;

  virtual MergePlace kind(std::string_view api_version, std::string_view kind) const = 0;
  virtual MergePlace field(MergePlace parent, std::string_view name) const = 0;

  /// A file that cannot be read; kustomize finds out when it first needs it.
  virtual bool is_broken() const { return false; }
};

/// Kubernetes 1.21.
const OpenApi& builtin_openapi();

/// A document of OpenAPI definitions instead. The scopes of Kubernetes' own kinds
/// stay known; their schemas only `with_builtin`, where the document does not have
/// them itself. Nothing when the node is no such document.
std::shared_ptr<const OpenApi> make_openapi(yaml::Node document, bool with_builtin);

/// In place of a document that cannot be read: nothing but the scopes of Kubernetes' own kinds.
std::shared_ptr<const OpenApi> make_broken_openapi();

}  // namespace fleetlint::kustomize
