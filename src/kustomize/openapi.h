// What kustomize knows of kinds: which are cluster-scoped, and how lists merge.
//
// The built-in knowledge is frozen at Kubernetes 1.21 (kube/merge_keys.h has the
// table) and is not the cluster's. A kustomization's `openapi` field replaces it
// for the rest of the build.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace fleetlint::kustomize {

/// How a strategic merge treats a field.
struct MergeRule {
  bool merge = false;                  ///< lists: merge instead of replace
  bool retain_keys = false;
  std::vector<std::string_view> keys;  ///< of associative lists, in order of preference; none: a set of scalars
};

class OpenApi {
 public:
  virtual ~OpenApi() = default;

  /// Only kinds that are known can be cluster-scoped.
  virtual bool is_cluster_scoped(std::string_view api_version, std::string_view kind) const = 0;

  /// A place in a schema, to be walked down with the object; 0 where nothing is known.
  using Handle = std::size_t;
  virtual Handle kind(std::string_view api_version, std::string_view kind) const = 0;
  virtual Handle field(Handle parent, std::string_view name) const = 0;
  virtual Handle items(Handle list) const = 0;
  virtual MergeRule merge_rule(Handle field) const = 0;
};

/// Kubernetes 1.21.
const OpenApi& builtin_openapi();

}  // namespace fleetlint::kustomize
