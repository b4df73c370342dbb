// Object: a Kubernetes object as a view of its node.
#pragma once

#include <string_view>
#include <vector>

#include "kube/gvk.h"
#include "yaml/node.h"

namespace fleetlint::kube {

/// Cheap to copy. The texts are the node's own.
class Object {
 public:
  Object() = default;
  explicit Object(yaml::Node node);

  yaml::Node node() const { return node_; }
  yaml::Node operator[](std::string_view key) const { return node_[key]; }

  std::string_view api_version() const { return node_["apiVersion"].text(); }
  std::string_view group() const;
  std::string_view version() const;
  std::string_view kind() const { return node_["kind"].text(); }
  std::string_view name() const { return node_["metadata"]["name"].text(); }
  std::string_view name_space() const { return node_["metadata"]["namespace"].text(); }
  yaml::Node labels() const { return node_["metadata"]["labels"]; }
  yaml::Node annotations() const { return node_["metadata"]["annotations"]; }

  bool is(std::string_view group, std::string_view kind) const {
    return this->group() == group && this->kind() == kind;
  }

  Gvk gvk() const;
  ObjectId id() const;
  diag::ObjectRef ref() const;

  /// The pod template's spec (a Pod's own spec), for the kinds that have one; else missing.
  yaml::Node pod_spec() const;
  /// ... and the template's metadata.
  yaml::Node pod_metadata() const;
  /// Path of pod_spec() in the object: "spec.template.spec"; empty for other kinds.
  std::string_view pod_spec_path() const;

  /// containers, initContainers and ephemeralContainers of pod_spec().
  std::vector<yaml::Node> containers() const;

 private:
  yaml::Node node_;
};

/// apiVersion (non-empty string), kind and metadata.name or generateName are there.
bool is_object(yaml::Node node);

/// Is the kind cluster-scoped in Kubernetes' own API (newest minor)? Kinds that
/// are not Kubernetes' own count as namespaced.
bool is_cluster_scoped(std::string_view group, std::string_view kind);

}  // namespace fleetlint::kube
