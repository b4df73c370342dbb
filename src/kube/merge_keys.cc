#include "kube/merge_keys.h"

#include <algorithm>
#include <iterator>

namespace fleetlint::kube {

namespace {

// Facts read off the OpenAPI document of Kubernetes 1.21 (x-kubernetes-patch-strategy,
// x-kubernetes-patch-merge-key, x-kubernetes-list-map-keys): only the fields on a way to
// a list that merges. Equal types share a row of kTypes; type 0 is "nothing below".

struct Field {
  std::string_view name;
  std::uint16_t type;  // of the value, of the items for a list
  bool merges;
  MergeKeys keys;
};

struct Type {
  std::uint16_t first;
  std::uint16_t count;
};

// clang-format off
constexpr Field kFields[] = {
    // 1
    {"finalizers", 0, true, {}},
    {"ownerReferences", 0, true, {"uid"}},
    // 2
    {"metadata", 1, false, {}},
    {"webhooks", 0, true, {"name"}},
    // 3
    {"items", 2, false, {}},
    // 4
    {"metadata", 1, false, {}},
    // 5
    {"items", 4, false, {}},
    // 6
    {"env", 0, true, {"name"}},
    {"ports", 0, true, {"containerPort", "protocol"}},
    {"volumeDevices", 0, true, {"devicePath"}},
    {"volumeMounts", 0, true, {"mountPath"}},
    // 7
    {"env", 0, true, {"name"}},
    {"volumeDevices", 0, true, {"devicePath"}},
    {"volumeMounts", 0, true, {"mountPath"}},
    // 8
    {"volumeClaimTemplate", 4, false, {}},
    // 9
    {"ephemeral", 8, false, {}},
    // 10
    {"containers", 6, true, {"name"}},
    {"ephemeralContainers", 7, true, {"name"}},
    {"hostAliases", 0, true, {"ip"}},
    {"imagePullSecrets", 0, true, {"name"}},
    {"initContainers", 6, true, {"name"}},
    {"topologySpreadConstraints", 0, true, {"topologyKey", "whenUnsatisfiable"}},
    {"volumes", 9, true, {"name"}},
    // 11
    {"metadata", 1, false, {}},
    {"spec", 10, false, {}},
    // 12
    {"template", 11, false, {}},
    // 13
    {"conditions", 0, true, {"type"}},
    // 14
    {"metadata", 1, false, {}},
    {"spec", 12, false, {}},
    {"status", 13, false, {}},
    // 15
    {"items", 14, false, {}},
    // 16
    {"metadata", 1, false, {}},
    {"status", 13, false, {}},
    // 17
    {"template", 11, false, {}},
    {"volumeClaimTemplates", 16, false, {}},
    // 18
    {"metadata", 1, false, {}},
    {"spec", 17, false, {}},
    {"status", 13, false, {}},
    // 19
    {"items", 18, false, {}},
    // 20
    {"metadata", 1, false, {}},
    {"spec", 12, false, {}},
    // 21
    {"jobTemplate", 20, false, {}},
    // 22
    {"metadata", 1, false, {}},
    {"spec", 21, false, {}},
    // 23
    {"items", 22, false, {}},
    // 24
    {"conditions", 0, true, {"type"}},
    {"metadata", 1, false, {}},
    // 25
    {"items", 24, false, {}},
    // 26
    {"items", 16, false, {}},
    // 27
    {"podCIDRs", 0, true, {}},
    // 28
    {"addresses", 0, true, {"type"}},
    {"conditions", 0, true, {"type"}},
    // 29
    {"metadata", 1, false, {}},
    {"spec", 27, false, {}},
    {"status", 28, false, {}},
    // 30
    {"items", 29, false, {}},
    // 31
    {"conditions", 0, true, {"type"}},
    {"podIPs", 0, true, {"ip"}},
    // 32
    {"metadata", 1, false, {}},
    {"spec", 10, false, {}},
    {"status", 31, false, {}},
    // 33
    {"items", 32, false, {}},
    // 34
    {"metadata", 1, false, {}},
    {"template", 11, false, {}},
    // 35
    {"items", 34, false, {}},
    // 36
    {"ports", 0, true, {"port", "protocol"}},
    // 37
    {"metadata", 1, false, {}},
    {"spec", 36, false, {}},
    {"status", 13, false, {}},
    // 38
    {"metadata", 1, false, {}},
    {"secrets", 0, true, {"name"}},
    // 39
    {"items", 38, false, {}},
    // 40
    {"items", 37, false, {}},
    // 41
    {"drivers", 0, true, {"name"}},
    // 42
    {"metadata", 1, false, {}},
    {"spec", 41, false, {}},
    // 43
    {"items", 42, false, {}},
    // 44
    {"configMapGenerator", 0, true, {"name"}},
    {"secretGenerator", 0, true, {"name"}},
};

constexpr Type kTypes[] = {
    {0, 0}, {0, 2}, {2, 2}, {4, 1}, {5, 1}, {6, 1}, {7, 4}, {11, 3}, {14, 1}, {15, 1}, {16, 7}, {23, 2},
    {25, 1}, {26, 1}, {27, 3}, {30, 1}, {31, 2}, {33, 2}, {35, 3}, {38, 1}, {39, 2}, {41, 1}, {42, 2},
    {44, 1}, {45, 2}, {47, 1}, {48, 1}, {49, 1}, {50, 2}, {52, 3}, {55, 1}, {56, 2}, {58, 3}, {61, 1},
    {62, 2}, {64, 1}, {65, 1}, {66, 3}, {69, 2}, {71, 1}, {72, 1}, {73, 1}, {74, 2}, {76, 1}, {77, 2},
};

struct Kind {
  std::string_view api_version;
  std::string_view kind;
  std::uint16_t type;
};

// Sorted by kind, then version.
constexpr Kind kKinds[] = {
    {"apiregistration.k8s.io/v1", "APIService", 16},
    {"apiregistration.k8s.io/v1beta1", "APIService", 16},
    {"apiregistration.k8s.io/v1", "APIServiceList", 26},
    {"apiregistration.k8s.io/v1beta1", "APIServiceList", 26},
    {"v1", "Binding", 4},
    {"storage.k8s.io/v1", "CSIDriver", 4},
    {"storage.k8s.io/v1beta1", "CSIDriver", 4},
    {"storage.k8s.io/v1", "CSIDriverList", 5},
    {"storage.k8s.io/v1beta1", "CSIDriverList", 5},
    {"storage.k8s.io/v1", "CSINode", 42},
    {"storage.k8s.io/v1beta1", "CSINode", 42},
    {"storage.k8s.io/v1", "CSINodeList", 43},
    {"storage.k8s.io/v1beta1", "CSINodeList", 43},
    {"storage.k8s.io/v1beta1", "CSIStorageCapacity", 4},
    {"storage.k8s.io/v1beta1", "CSIStorageCapacityList", 5},
    {"certificates.k8s.io/v1", "CertificateSigningRequest", 4},
    {"certificates.k8s.io/v1beta1", "CertificateSigningRequest", 4},
    {"certificates.k8s.io/v1", "CertificateSigningRequestList", 5},
    {"certificates.k8s.io/v1beta1", "CertificateSigningRequestList", 5},
    {"rbac.authorization.k8s.io/v1", "ClusterRole", 4},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRole", 4},
    {"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", 4},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding", 4},
    {"rbac.authorization.k8s.io/v1", "ClusterRoleBindingList", 5},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRoleBindingList", 5},
    {"rbac.authorization.k8s.io/v1", "ClusterRoleList", 5},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRoleList", 5},
    {"v1", "ComponentStatus", 24},
    {"v1", "ComponentStatusList", 25},
    {"v1", "ConfigMap", 4},
    {"v1", "ConfigMapList", 5},
    {"apps/v1", "ControllerRevision", 4},
    {"apps/v1", "ControllerRevisionList", 5},
    {"batch/v1", "CronJob", 22},
    {"batch/v1beta1", "CronJob", 22},
    {"batch/v1", "CronJobList", 23},
    {"batch/v1beta1", "CronJobList", 23},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition", 4},
    {"apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 4},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinitionList", 5},
    {"apiextensions.k8s.io/v1beta1", "CustomResourceDefinitionList", 5},
    {"apps/v1", "DaemonSet", 14},
    {"apps/v1", "DaemonSetList", 15},
    {"apps/v1", "Deployment", 14},
    {"apps/v1", "DeploymentList", 15},
    {"discovery.k8s.io/v1", "EndpointSlice", 4},
    {"discovery.k8s.io/v1beta1", "EndpointSlice", 4},
    {"discovery.k8s.io/v1", "EndpointSliceList", 5},
    {"discovery.k8s.io/v1beta1", "EndpointSliceList", 5},
    {"v1", "Endpoints", 4},
    {"v1", "EndpointsList", 5},
    {"events.k8s.io/v1", "Event", 4},
    {"events.k8s.io/v1beta1", "Event", 4},
    {"v1", "Event", 4},
    {"events.k8s.io/v1", "EventList", 5},
    {"events.k8s.io/v1beta1", "EventList", 5},
    {"v1", "EventList", 5},
    {"policy/v1beta1", "Eviction", 4},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", 4},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchemaList", 5},
    {"autoscaling/v1", "HorizontalPodAutoscaler", 4},
    {"autoscaling/v2beta1", "HorizontalPodAutoscaler", 4},
    {"autoscaling/v2beta2", "HorizontalPodAutoscaler", 4},
    {"autoscaling/v1", "HorizontalPodAutoscalerList", 5},
    {"autoscaling/v2beta1", "HorizontalPodAutoscalerList", 5},
    {"autoscaling/v2beta2", "HorizontalPodAutoscalerList", 5},
    {"extensions/v1beta1", "Ingress", 4},
    {"networking.k8s.io/v1", "Ingress", 4},
    {"networking.k8s.io/v1beta1", "Ingress", 4},
    {"networking.k8s.io/v1", "IngressClass", 4},
    {"networking.k8s.io/v1beta1", "IngressClass", 4},
    {"networking.k8s.io/v1", "IngressClassList", 5},
    {"networking.k8s.io/v1beta1", "IngressClassList", 5},
    {"extensions/v1beta1", "IngressList", 5},
    {"networking.k8s.io/v1", "IngressList", 5},
    {"networking.k8s.io/v1beta1", "IngressList", 5},
    {"batch/v1", "Job", 14},
    {"batch/v1", "JobList", 15},
    {"kustomize.config.k8s.io/v1beta1", "Kustomization", 44},
    {"coordination.k8s.io/v1", "Lease", 4},
    {"coordination.k8s.io/v1beta1", "Lease", 4},
    {"coordination.k8s.io/v1", "LeaseList", 5},
    {"coordination.k8s.io/v1beta1", "LeaseList", 5},
    {"v1", "LimitRange", 4},
    {"v1", "LimitRangeList", 5},
    {"authorization.k8s.io/v1", "LocalSubjectAccessReview", 4},
    {"authorization.k8s.io/v1beta1", "LocalSubjectAccessReview", 4},
    {"admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", 2},
    {"admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", 2},
    {"admissionregistration.k8s.io/v1", "MutatingWebhookConfigurationList", 3},
    {"admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfigurationList", 3},
    {"v1", "Namespace", 16},
    {"v1", "NamespaceList", 26},
    {"networking.k8s.io/v1", "NetworkPolicy", 4},
    {"networking.k8s.io/v1", "NetworkPolicyList", 5},
    {"v1", "Node", 29},
    {"v1", "NodeList", 30},
    {"v1", "PersistentVolume", 4},
    {"v1", "PersistentVolumeClaim", 16},
    {"v1", "PersistentVolumeClaimList", 26},
    {"v1", "PersistentVolumeList", 5},
    {"v1", "Pod", 32},
    {"policy/v1", "PodDisruptionBudget", 16},
    {"policy/v1beta1", "PodDisruptionBudget", 16},
    {"policy/v1", "PodDisruptionBudgetList", 26},
    {"policy/v1beta1", "PodDisruptionBudgetList", 26},
    {"v1", "PodList", 33},
    {"policy/v1beta1", "PodSecurityPolicy", 4},
    {"policy/v1beta1", "PodSecurityPolicyList", 5},
    {"v1", "PodTemplate", 34},
    {"v1", "PodTemplateList", 35},
    {"scheduling.k8s.io/v1", "PriorityClass", 4},
    {"scheduling.k8s.io/v1beta1", "PriorityClass", 4},
    {"scheduling.k8s.io/v1", "PriorityClassList", 5},
    {"scheduling.k8s.io/v1beta1", "PriorityClassList", 5},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration", 4},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfigurationList", 5},
    {"apps/v1", "ReplicaSet", 14},
    {"apps/v1", "ReplicaSetList", 15},
    {"v1", "ReplicationController", 14},
    {"v1", "ReplicationControllerList", 15},
    {"v1", "ResourceQuota", 4},
    {"v1", "ResourceQuotaList", 5},
    {"rbac.authorization.k8s.io/v1", "Role", 4},
    {"rbac.authorization.k8s.io/v1beta1", "Role", 4},
    {"rbac.authorization.k8s.io/v1", "RoleBinding", 4},
    {"rbac.authorization.k8s.io/v1beta1", "RoleBinding", 4},
    {"rbac.authorization.k8s.io/v1", "RoleBindingList", 5},
    {"rbac.authorization.k8s.io/v1beta1", "RoleBindingList", 5},
    {"rbac.authorization.k8s.io/v1", "RoleList", 5},
    {"rbac.authorization.k8s.io/v1beta1", "RoleList", 5},
    {"node.k8s.io/v1", "RuntimeClass", 4},
    {"node.k8s.io/v1beta1", "RuntimeClass", 4},
    {"node.k8s.io/v1", "RuntimeClassList", 5},
    {"node.k8s.io/v1beta1", "RuntimeClassList", 5},
    {"autoscaling/v1", "Scale", 4},
    {"v1", "Secret", 4},
    {"v1", "SecretList", 5},
    {"authorization.k8s.io/v1", "SelfSubjectAccessReview", 4},
    {"authorization.k8s.io/v1beta1", "SelfSubjectAccessReview", 4},
    {"authorization.k8s.io/v1", "SelfSubjectRulesReview", 4},
    {"authorization.k8s.io/v1beta1", "SelfSubjectRulesReview", 4},
    {"v1", "Service", 37},
    {"v1", "ServiceAccount", 38},
    {"v1", "ServiceAccountList", 39},
    {"v1", "ServiceList", 40},
    {"apps/v1", "StatefulSet", 18},
    {"apps/v1", "StatefulSetList", 19},
    {"storage.k8s.io/v1", "StorageClass", 4},
    {"storage.k8s.io/v1beta1", "StorageClass", 4},
    {"storage.k8s.io/v1", "StorageClassList", 5},
    {"storage.k8s.io/v1beta1", "StorageClassList", 5},
    {"authorization.k8s.io/v1", "SubjectAccessReview", 4},
    {"authorization.k8s.io/v1beta1", "SubjectAccessReview", 4},
    {"authentication.k8s.io/v1", "TokenRequest", 4},
    {"authentication.k8s.io/v1", "TokenReview", 4},
    {"authentication.k8s.io/v1beta1", "TokenReview", 4},
    {"admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", 2},
    {"admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", 2},
    {"admissionregistration.k8s.io/v1", "ValidatingWebhookConfigurationList", 3},
    {"admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfigurationList", 3},
    {"storage.k8s.io/v1", "VolumeAttachment", 4},
    {"storage.k8s.io/v1beta1", "VolumeAttachment", 4},
    {"storage.k8s.io/v1", "VolumeAttachmentList", 5},
    {"storage.k8s.io/v1beta1", "VolumeAttachmentList", 5},
};

struct Definition {
  std::string_view name;
  std::uint16_t type;
};

// Sorted by name.
constexpr Definition kDefinitions[] = {
    {"io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration", 2},
    {"io.k8s.api.admissionregistration.v1.MutatingWebhookConfigurationList", 3},
    {"io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration", 2},
    {"io.k8s.api.admissionregistration.v1.ValidatingWebhookConfigurationList", 3},
    {"io.k8s.api.admissionregistration.v1beta1.MutatingWebhookConfiguration", 2},
    {"io.k8s.api.admissionregistration.v1beta1.MutatingWebhookConfigurationList", 3},
    {"io.k8s.api.admissionregistration.v1beta1.ValidatingWebhookConfiguration", 2},
    {"io.k8s.api.admissionregistration.v1beta1.ValidatingWebhookConfigurationList", 3},
    {"io.k8s.api.apps.v1.ControllerRevision", 4},
    {"io.k8s.api.apps.v1.ControllerRevisionList", 5},
    {"io.k8s.api.apps.v1.DaemonSet", 14},
    {"io.k8s.api.apps.v1.DaemonSetList", 15},
    {"io.k8s.api.apps.v1.DaemonSetSpec", 12},
    {"io.k8s.api.apps.v1.DaemonSetStatus", 13},
    {"io.k8s.api.apps.v1.Deployment", 14},
    {"io.k8s.api.apps.v1.DeploymentList", 15},
    {"io.k8s.api.apps.v1.DeploymentSpec", 12},
    {"io.k8s.api.apps.v1.DeploymentStatus", 13},
    {"io.k8s.api.apps.v1.ReplicaSet", 14},
    {"io.k8s.api.apps.v1.ReplicaSetList", 15},
    {"io.k8s.api.apps.v1.ReplicaSetSpec", 12},
    {"io.k8s.api.apps.v1.ReplicaSetStatus", 13},
    {"io.k8s.api.apps.v1.StatefulSet", 18},
    {"io.k8s.api.apps.v1.StatefulSetList", 19},
    {"io.k8s.api.apps.v1.StatefulSetSpec", 17},
    {"io.k8s.api.apps.v1.StatefulSetStatus", 13},
    {"io.k8s.api.authentication.v1.TokenRequest", 4},
    {"io.k8s.api.authentication.v1.TokenReview", 4},
    {"io.k8s.api.authentication.v1beta1.TokenReview", 4},
    {"io.k8s.api.authorization.v1.LocalSubjectAccessReview", 4},
    {"io.k8s.api.authorization.v1.SelfSubjectAccessReview", 4},
    {"io.k8s.api.authorization.v1.SelfSubjectRulesReview", 4},
    {"io.k8s.api.authorization.v1.SubjectAccessReview", 4},
    {"io.k8s.api.authorization.v1beta1.LocalSubjectAccessReview", 4},
    {"io.k8s.api.authorization.v1beta1.SelfSubjectAccessReview", 4},
    {"io.k8s.api.authorization.v1beta1.SelfSubjectRulesReview", 4},
    {"io.k8s.api.authorization.v1beta1.SubjectAccessReview", 4},
    {"io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler", 4},
    {"io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerList", 5},
    {"io.k8s.api.autoscaling.v1.Scale", 4},
    {"io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscaler", 4},
    {"io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerList", 5},
    {"io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscaler", 4},
    {"io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerList", 5},
    {"io.k8s.api.batch.v1.CronJob", 22},
    {"io.k8s.api.batch.v1.CronJobList", 23},
    {"io.k8s.api.batch.v1.CronJobSpec", 21},
    {"io.k8s.api.batch.v1.Job", 14},
    {"io.k8s.api.batch.v1.JobList", 15},
    {"io.k8s.api.batch.v1.JobSpec", 12},
    {"io.k8s.api.batch.v1.JobStatus", 13},
    {"io.k8s.api.batch.v1.JobTemplateSpec", 20},
    {"io.k8s.api.batch.v1beta1.CronJob", 22},
    {"io.k8s.api.batch.v1beta1.CronJobList", 23},
    {"io.k8s.api.batch.v1beta1.CronJobSpec", 21},
    {"io.k8s.api.batch.v1beta1.JobTemplateSpec", 20},
    {"io.k8s.api.certificates.v1.CertificateSigningRequest", 4},
    {"io.k8s.api.certificates.v1.CertificateSigningRequestList", 5},
    {"io.k8s.api.certificates.v1beta1.CertificateSigningRequest", 4},
    {"io.k8s.api.certificates.v1beta1.CertificateSigningRequestList", 5},
    {"io.k8s.api.coordination.v1.Lease", 4},
    {"io.k8s.api.coordination.v1.LeaseList", 5},
    {"io.k8s.api.coordination.v1beta1.Lease", 4},
    {"io.k8s.api.coordination.v1beta1.LeaseList", 5},
    {"io.k8s.api.core.v1.Binding", 4},
    {"io.k8s.api.core.v1.ComponentStatus", 24},
    {"io.k8s.api.core.v1.ComponentStatusList", 25},
    {"io.k8s.api.core.v1.ConfigMap", 4},
    {"io.k8s.api.core.v1.ConfigMapList", 5},
    {"io.k8s.api.core.v1.Container", 6},
    {"io.k8s.api.core.v1.Endpoints", 4},
    {"io.k8s.api.core.v1.EndpointsList", 5},
    {"io.k8s.api.core.v1.EphemeralContainer", 7},
    {"io.k8s.api.core.v1.EphemeralVolumeSource", 8},
    {"io.k8s.api.core.v1.Event", 4},
    {"io.k8s.api.core.v1.EventList", 5},
    {"io.k8s.api.core.v1.LimitRange", 4},
    {"io.k8s.api.core.v1.LimitRangeList", 5},
    {"io.k8s.api.core.v1.Namespace", 16},
    {"io.k8s.api.core.v1.NamespaceList", 26},
    {"io.k8s.api.core.v1.NamespaceStatus", 13},
    {"io.k8s.api.core.v1.Node", 29},
    {"io.k8s.api.core.v1.NodeList", 30},
    {"io.k8s.api.core.v1.NodeSpec", 27},
    {"io.k8s.api.core.v1.NodeStatus", 28},
    {"io.k8s.api.core.v1.PersistentVolume", 4},
    {"io.k8s.api.core.v1.PersistentVolumeClaim", 16},
    {"io.k8s.api.core.v1.PersistentVolumeClaimList", 26},
    {"io.k8s.api.core.v1.PersistentVolumeClaimStatus", 13},
    {"io.k8s.api.core.v1.PersistentVolumeClaimTemplate", 4},
    {"io.k8s.api.core.v1.PersistentVolumeList", 5},
    {"io.k8s.api.core.v1.Pod", 32},
    {"io.k8s.api.core.v1.PodList", 33},
    {"io.k8s.api.core.v1.PodSpec", 10},
    {"io.k8s.api.core.v1.PodStatus", 31},
    {"io.k8s.api.core.v1.PodTemplate", 34},
    {"io.k8s.api.core.v1.PodTemplateList", 35},
    {"io.k8s.api.core.v1.PodTemplateSpec", 11},
    {"io.k8s.api.core.v1.ReplicationController", 14},
    {"io.k8s.api.core.v1.ReplicationControllerList", 15},
    {"io.k8s.api.core.v1.ReplicationControllerSpec", 12},
    {"io.k8s.api.core.v1.ReplicationControllerStatus", 13},
    {"io.k8s.api.core.v1.ResourceQuota", 4},
    {"io.k8s.api.core.v1.ResourceQuotaList", 5},
    {"io.k8s.api.core.v1.Secret", 4},
    {"io.k8s.api.core.v1.SecretList", 5},
    {"io.k8s.api.core.v1.Service", 37},
    {"io.k8s.api.core.v1.ServiceAccount", 38},
    {"io.k8s.api.core.v1.ServiceAccountList", 39},
    {"io.k8s.api.core.v1.ServiceList", 40},
    {"io.k8s.api.core.v1.ServiceSpec", 36},
    {"io.k8s.api.core.v1.ServiceStatus", 13},
    {"io.k8s.api.core.v1.Volume", 9},
    {"io.k8s.api.discovery.v1.EndpointSlice", 4},
    {"io.k8s.api.discovery.v1.EndpointSliceList", 5},
    {"io.k8s.api.discovery.v1beta1.EndpointSlice", 4},
    {"io.k8s.api.discovery.v1beta1.EndpointSliceList", 5},
    {"io.k8s.api.events.v1.Event", 4},
    {"io.k8s.api.events.v1.EventList", 5},
    {"io.k8s.api.events.v1beta1.Event", 4},
    {"io.k8s.api.events.v1beta1.EventList", 5},
    {"io.k8s.api.extensions.v1beta1.Ingress", 4},
    {"io.k8s.api.extensions.v1beta1.IngressList", 5},
    {"io.k8s.api.flowcontrol.v1beta1.FlowSchema", 4},
    {"io.k8s.api.flowcontrol.v1beta1.FlowSchemaList", 5},
    {"io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfiguration", 4},
    {"io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfigurationList", 5},
    {"io.k8s.api.networking.v1.Ingress", 4},
    {"io.k8s.api.networking.v1.IngressClass", 4},
    {"io.k8s.api.networking.v1.IngressClassList", 5},
    {"io.k8s.api.networking.v1.IngressList", 5},
    {"io.k8s.api.networking.v1.NetworkPolicy", 4},
    {"io.k8s.api.networking.v1.NetworkPolicyList", 5},
    {"io.k8s.api.networking.v1beta1.Ingress", 4},
    {"io.k8s.api.networking.v1beta1.IngressClass", 4},
    {"io.k8s.api.networking.v1beta1.IngressClassList", 5},
    {"io.k8s.api.networking.v1beta1.IngressList", 5},
    {"io.k8s.api.node.v1.RuntimeClass", 4},
    {"io.k8s.api.node.v1.RuntimeClassList", 5},
    {"io.k8s.api.node.v1beta1.RuntimeClass", 4},
    {"io.k8s.api.node.v1beta1.RuntimeClassList", 5},
    {"io.k8s.api.policy.v1.PodDisruptionBudget", 16},
    {"io.k8s.api.policy.v1.PodDisruptionBudgetList", 26},
    {"io.k8s.api.policy.v1.PodDisruptionBudgetStatus", 13},
    {"io.k8s.api.policy.v1beta1.Eviction", 4},
    {"io.k8s.api.policy.v1beta1.PodDisruptionBudget", 16},
    {"io.k8s.api.policy.v1beta1.PodDisruptionBudgetList", 26},
    {"io.k8s.api.policy.v1beta1.PodDisruptionBudgetStatus", 13},
    {"io.k8s.api.policy.v1beta1.PodSecurityPolicy", 4},
    {"io.k8s.api.policy.v1beta1.PodSecurityPolicyList", 5},
    {"io.k8s.api.rbac.v1.ClusterRole", 4},
    {"io.k8s.api.rbac.v1.ClusterRoleBinding", 4},
    {"io.k8s.api.rbac.v1.ClusterRoleBindingList", 5},
    {"io.k8s.api.rbac.v1.ClusterRoleList", 5},
    {"io.k8s.api.rbac.v1.Role", 4},
    {"io.k8s.api.rbac.v1.RoleBinding", 4},
    {"io.k8s.api.rbac.v1.RoleBindingList", 5},
    {"io.k8s.api.rbac.v1.RoleList", 5},
    {"io.k8s.api.rbac.v1beta1.ClusterRole", 4},
    {"io.k8s.api.rbac.v1beta1.ClusterRoleBinding", 4},
    {"io.k8s.api.rbac.v1beta1.ClusterRoleBindingList", 5},
    {"io.k8s.api.rbac.v1beta1.ClusterRoleList", 5},
    {"io.k8s.api.rbac.v1beta1.Role", 4},
    {"io.k8s.api.rbac.v1beta1.RoleBinding", 4},
    {"io.k8s.api.rbac.v1beta1.RoleBindingList", 5},
    {"io.k8s.api.rbac.v1beta1.RoleList", 5},
    {"io.k8s.api.scheduling.v1.PriorityClass", 4},
    {"io.k8s.api.scheduling.v1.PriorityClassList", 5},
    {"io.k8s.api.scheduling.v1beta1.PriorityClass", 4},
    {"io.k8s.api.scheduling.v1beta1.PriorityClassList", 5},
    {"io.k8s.api.storage.v1.CSIDriver", 4},
    {"io.k8s.api.storage.v1.CSIDriverList", 5},
    {"io.k8s.api.storage.v1.CSINode", 42},
    {"io.k8s.api.storage.v1.CSINodeList", 43},
    {"io.k8s.api.storage.v1.CSINodeSpec", 41},
    {"io.k8s.api.storage.v1.StorageClass", 4},
    {"io.k8s.api.storage.v1.StorageClassList", 5},
    {"io.k8s.api.storage.v1.VolumeAttachment", 4},
    {"io.k8s.api.storage.v1.VolumeAttachmentList", 5},
    {"io.k8s.api.storage.v1beta1.CSIDriver", 4},
    {"io.k8s.api.storage.v1beta1.CSIDriverList", 5},
    {"io.k8s.api.storage.v1beta1.CSINode", 42},
    {"io.k8s.api.storage.v1beta1.CSINodeList", 43},
    {"io.k8s.api.storage.v1beta1.CSINodeSpec", 41},
    {"io.k8s.api.storage.v1beta1.CSIStorageCapacity", 4},
    {"io.k8s.api.storage.v1beta1.CSIStorageCapacityList", 5},
    {"io.k8s.api.storage.v1beta1.StorageClass", 4},
    {"io.k8s.api.storage.v1beta1.StorageClassList", 5},
    {"io.k8s.api.storage.v1beta1.VolumeAttachment", 4},
    {"io.k8s.api.storage.v1beta1.VolumeAttachmentList", 5},
    {"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition", 4},
    {"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList", 5},
    {"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition", 4},
    {"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionList", 5},
    {"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", 1},
    {"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService", 16},
    {"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList", 26},
    {"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus", 13},
    {"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService", 16},
    {"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceList", 26},
    {"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceStatus", 13},
};

struct ClusterKind {
  std::string_view api_version;
  std::string_view kind;
};

constexpr ClusterKind kClusterKinds[] = {
    {"v1", "ComponentStatus"},
    {"v1", "Namespace"},
    {"v1", "Node"},
    {"v1", "NodeProxyOptions"},
    {"v1", "PersistentVolume"},
    {"admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"},
    {"admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"},
    {"admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration"},
    {"admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration"},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition"},
    {"apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"},
    {"apiregistration.k8s.io/v1", "APIService"},
    {"apiregistration.k8s.io/v1beta1", "APIService"},
    {"certificates.k8s.io/v1", "CertificateSigningRequest"},
    {"certificates.k8s.io/v1beta1", "CertificateSigningRequest"},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema"},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration"},
    {"networking.k8s.io/v1", "IngressClass"},
    {"networking.k8s.io/v1beta1", "IngressClass"},
    {"node.k8s.io/v1", "RuntimeClass"},
    {"node.k8s.io/v1beta1", "RuntimeClass"},
    {"policy/v1beta1", "PodSecurityPolicy"},
    {"rbac.authorization.k8s.io/v1", "ClusterRole"},
    {"rbac.authorization.k8s.io/v1", "ClusterRoleBinding"},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRole"},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding"},
    {"scheduling.k8s.io/v1", "PriorityClass"},
    {"scheduling.k8s.io/v1beta1", "PriorityClass"},
    {"storage.k8s.io/v1", "CSIDriver"},
    {"storage.k8s.io/v1", "CSINode"},
    {"storage.k8s.io/v1", "StorageClass"},
    {"storage.k8s.io/v1", "VolumeAttachment"},
    {"storage.k8s.io/v1beta1", "CSIDriver"},
    {"storage.k8s.io/v1beta1", "CSINode"},
    {"storage.k8s.io/v1beta1", "StorageClass"},
    {"storage.k8s.io/v1beta1", "VolumeAttachment"},
};
// clang-format on
}  // namespace

MergeSchema MergeSchema::of_kind(std::string_view api_version, std::string_view kind) {
  const auto* it = std::lower_bound(
      std::begin(kKinds), std::end(kKinds), Kind{api_version, kind, 0}, [](const Kind& a, const Kind& b) {
        return a.kind != b.kind ? a.kind < b.kind : a.api_version < b.api_version;
      });
  MergeSchema schema;
  if (it != std::end(kKinds) && it->kind == kind && it->api_version == api_version) schema.type_ = it->type;
  return schema;
}

MergeSchema MergeSchema::field(std::string_view name) const {
  MergeSchema schema;
  const Type& type = kTypes[type_];
  for (const Field* field = kFields + type.first; field != kFields + type.first + type.count; ++field) {
    if (field->name != name) continue;
    schema.type_ = field->type;
    schema.merges_ = field->merges;
    schema.keys_ = field->keys;
  }
  return schema;
}

MergeSchema MergeSchema::of_definition(std::string_view name) {
  const auto* it = std::ranges::lower_bound(kDefinitions, name, {}, &Definition::name);
  MergeSchema schema;
  if (it != std::end(kDefinitions) && it->name == name) schema.type_ = it->type;
  return schema;
}

MergeSchema MergeSchema::of_type(std::uint16_t type) {
  MergeSchema schema;
  schema.type_ = type;
  return schema;
}

bool is_cluster_scoped_in_kustomize(std::string_view api_version, std::string_view kind) {
  return std::ranges::any_of(
      kClusterKinds, [&](const ClusterKind& k) { return k.kind == kind && k.api_version == api_version; });
}

}  // namespace fleetlint::kube
