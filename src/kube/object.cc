#include "kube/object.h"

#include <algorithm>
#include <array>

namespace fleetlint::kube {

namespace {

/// Where the kinds that run pods keep the pod template.
struct PodKind {
  std::string_view group;
  std::string_view kind;
  std::string_view spec_path;
};

constexpr std::array kPodKinds = {
    PodKind{"", "Pod", "spec"},
    PodKind{"", "PodTemplate", "template.spec"},
    PodKind{"", "ReplicationController", "spec.template.spec"},
    PodKind{"apps", "DaemonSet", "spec.template.spec"},
    PodKind{"apps", "Deployment", "spec.template.spec"},
    PodKind{"apps", "ReplicaSet", "spec.template.spec"},
    PodKind{"apps", "StatefulSet", "spec.template.spec"},
    PodKind{"batch", "CronJob", "spec.jobTemplate.spec.template.spec"},
    PodKind{"batch", "Job", "spec.template.spec"},
    PodKind{"extensions", "DaemonSet", "spec.template.spec"},
    PodKind{"extensions", "Deployment", "spec.template.spec"},
    PodKind{"extensions", "ReplicaSet", "spec.template.spec"},
};

/// Kubernetes' own cluster-scoped kinds, removed versions' included.
struct ClusterKind {
  std::string_view group;
  std::string_view kind;
};

constexpr std::array kClusterKinds = {
    ClusterKind{"", "ComponentStatus"},
    ClusterKind{"", "Namespace"},
    ClusterKind{"", "Node"},
    ClusterKind{"", "PersistentVolume"},
    ClusterKind{"admissionregistration.k8s.io", "MutatingAdmissionPolicy"},
    ClusterKind{"admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"},
    ClusterKind{"admissionregistration.k8s.io", "MutatingWebhookConfiguration"},
    ClusterKind{"admissionregistration.k8s.io", "ValidatingAdmissionPolicy"},
    ClusterKind{"admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"},
    ClusterKind{"admissionregistration.k8s.io", "ValidatingWebhookConfiguration"},
    ClusterKind{"apiextensions.k8s.io", "CustomResourceDefinition"},
    ClusterKind{"apiregistration.k8s.io", "APIService"},
    ClusterKind{"authentication.k8s.io", "SelfSubjectReview"},
    ClusterKind{"authentication.k8s.io", "TokenReview"},
    ClusterKind{"authorization.k8s.io", "SelfSubjectAccessReview"},
    ClusterKind{"authorization.k8s.io", "SelfSubjectRulesReview"},
    ClusterKind{"authorization.k8s.io", "SubjectAccessReview"},
    ClusterKind{"certificates.k8s.io", "CertificateSigningRequest"},
    ClusterKind{"certificates.k8s.io", "ClusterTrustBundle"},
    ClusterKind{"extensions", "PodSecurityPolicy"},
    ClusterKind{"flowcontrol.apiserver.k8s.io", "FlowSchema"},
    ClusterKind{"flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"},
    ClusterKind{"internal.apiserver.k8s.io", "StorageVersion"},
    ClusterKind{"networking.k8s.io", "ClusterCIDR"},
    ClusterKind{"networking.k8s.io", "IPAddress"},
    ClusterKind{"networking.k8s.io", "IngressClass"},
    ClusterKind{"networking.k8s.io", "ServiceCIDR"},
    ClusterKind{"node.k8s.io", "RuntimeClass"},
    ClusterKind{"policy", "PodSecurityPolicy"},
    ClusterKind{"rbac.authorization.k8s.io", "ClusterRole"},
    ClusterKind{"rbac.authorization.k8s.io", "ClusterRoleBinding"},
    ClusterKind{"resource.k8s.io", "DeviceClass"},
    ClusterKind{"resource.k8s.io", "DeviceTaintRule"},
    ClusterKind{"resource.k8s.io", "ResourceClass"},
    ClusterKind{"resource.k8s.io", "ResourceSlice"},
    ClusterKind{"scheduling.k8s.io", "PriorityClass"},
    ClusterKind{"storage.k8s.io", "CSIDriver"},
    ClusterKind{"storage.k8s.io", "CSINode"},
    ClusterKind{"storage.k8s.io", "StorageClass"},
    ClusterKind{"storage.k8s.io", "VolumeAttachment"},
    ClusterKind{"storage.k8s.io", "VolumeAttributesClass"},
    ClusterKind{"storagemigration.k8s.io", "StorageVersionMigration"},
};

const PodKind* pod_kind_of(const Object& object) {
  const std::string_view kind = object.kind();
  const auto is_kind = [&](const PodKind& k) { return k.kind == kind; };
  // Most objects are of none of these kinds.
  if (std::ranges::none_of(kPodKinds, is_kind)) return nullptr;
  const std::string_view group = object.group();
  const auto it =
      std::ranges::find_if(kPodKinds, [&](const PodKind& k) { return k.kind == kind && k.group == group; });
  return it == kPodKinds.end() ? nullptr : &*it;
}

}  // namespace

Object::Object(yaml::Node node) : node_(node) {}

std::string_view Object::group() const {
  const std::string_view text = api_version();
  const std::size_t slash = text.find('/');
  return slash == std::string_view::npos ? std::string_view() : text.substr(0, slash);
}

std::string_view Object::version() const {
  const std::string_view text = api_version();
  const std::size_t slash = text.find('/');
  return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

Gvk Object::gvk() const { return parse_gvk(api_version(), kind()); }

ObjectId Object::id() const {
  return {std::string(group()), std::string(kind()), std::string(name_space()), std::string(name())};
}

diag::ObjectRef Object::ref() const {
  return {std::string(api_version()), std::string(kind()), std::string(name_space()), std::string(name())};
}

std::string_view Object::pod_spec_path() const {
  const PodKind* kind = pod_kind_of(*this);
  return kind == nullptr ? std::string_view() : kind->spec_path;
}

yaml::Node Object::pod_spec() const {
  const std::string_view path = pod_spec_path();
  return path.empty() ? yaml::Node() : yaml::find_path(node_, path);
}

yaml::Node Object::pod_metadata() const {
  const std::string_view path = pod_spec_path();
  if (path.empty()) return {};
  const std::size_t dot = path.rfind('.');
  const yaml::Node holder =
      dot == std::string_view::npos ? node_ : yaml::find_path(node_, path.substr(0, dot));
  return holder["metadata"];
}

std::vector<yaml::Node> Object::containers() const {
  std::vector<yaml::Node> all;
  const yaml::Node spec = pod_spec();
  for (const std::string_view list : {"containers", "initContainers", "ephemeralContainers"}) {
    for (const yaml::Node container : spec[list].items()) all.push_back(container);
  }
  return all;
}

bool is_object(yaml::Node node) {
  const Object object(node);
  const yaml::Node api_version = node["apiVersion"];
  if (!api_version.is_string() || api_version.text().empty()) return false;
  if (!node["kind"].is_string() || object.kind().empty()) return false;
  return !object.name().empty() || !node["metadata"]["generateName"].text().empty();
}

bool is_cluster_scoped(std::string_view group, std::string_view kind) {
  return std::ranges::any_of(kClusterKinds,
                             [&](const ClusterKind& k) { return k.kind == kind && k.group == group; });
}

}  // namespace fleetlint::kube
