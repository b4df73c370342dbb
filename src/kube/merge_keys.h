// What kustomize knows about Kubernetes' own kinds, frozen at 1.21.
//
// Two facts, read off the 1.21 OpenAPI document: which kinds are cluster-scoped,
// and which lists a strategic merge merges, by which keys. This is kustomize's
// knowledge whatever the cluster runs; kube::is_cluster_scoped is the cluster's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fleetlint::kube {

/// The keys that tell list items apart; all empty for lists of scalars.
using MergeKeys = std::array<std::string_view, 2>;

/// A place in the schemas, walked down field by field. The default one knows nothing.
class MergeSchema {
 public:
  MergeSchema() = default;

  static MergeSchema of_kind(std::string_view api_version, std::string_view kind);
  /// By the name of the OpenAPI definition: "io.k8s.api.core.v1.PodSpec".
  static MergeSchema of_definition(std::string_view name);
  static MergeSchema of_type(std::uint16_t type);  ///< what type() gave

  bool known() const { return type_ != 0 || merges_; }
  /// The field's schema: of the value, for a list of its items too.
  MergeSchema field(std::string_view name) const;

  bool merges() const { return merges_; }
  const MergeKeys& keys() const { return keys_; }

  /// The same schema has the same id.
  std::uint16_t type() const { return type_; }

 private:
  std::uint16_t type_ = 0;
  bool merges_ = false;
  MergeKeys keys_{};
};

/// Known to kustomize, and cluster-scoped.
bool is_cluster_scoped_in_kustomize(std::string_view api_version, std::string_view kind);

}  // namespace fleetlint::kube
