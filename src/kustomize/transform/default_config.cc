// kustomize's built-in transformer configuration, as facts.
//
// Upstream writes every field of every kind out; most differ only in where the
// kind keeps its pod, so the tables here are made of two parts: kinds with the
// path to their pod's spec, and paths inside a pod's spec.
#include <algorithm>
#include <deque>
#include <span>
#include <string>
#include <string_view>

#include "kustomize/field_spec.h"

namespace fleetlint::kustomize {

namespace {

struct Field {
  Gvk gvk;
  std::string_view path;
};

struct PodHolder {
  Gvk gvk;
  std::string_view pod_spec;
};

constexpr std::string_view kTemplate = "spec/template/spec";
constexpr std::string_view kCronJob = "spec/jobTemplate/spec/template/spec";

// Kinds whose references to ConfigMaps and Secrets are followed ...
constexpr PodHolder kConfigHolders[] = {
    {{"", "v1", "Pod"}, "spec"},         {{"", "", "PodTemplate"}, "template/spec"},
    {{"", "", "Deployment"}, kTemplate}, {{"", "", "ReplicaSet"}, kTemplate},
    {{"", "", "DaemonSet"}, kTemplate},  {{"", "", "StatefulSet"}, kTemplate},
    {{"", "", "Job"}, kTemplate},        {{"", "", "CronJob"}, kCronJob},
};
// ... and to service accounts, claims and priority classes: not the same ones.
constexpr PodHolder kAccountHolders[] = {
    {{"", "", "Pod"}, "spec"},           {{"", "", "StatefulSet"}, kTemplate},
    {{"", "", "Deployment"}, kTemplate}, {{"", "", "ReplicationController"}, kTemplate},
    {{"", "", "CronJob"}, kCronJob},     {{"", "", "Job"}, kTemplate},
    {{"", "", "DaemonSet"}, kTemplate},
};
// Kinds in whose pods vars are replaced.
constexpr PodHolder kVarHolders[] = {
    {{"", "", "CronJob"}, kCronJob},
    {{"", "", "DaemonSet"}, kTemplate},
    {{"", "", "Deployment"}, kTemplate},
    {{"", "", "Job"}, kTemplate},
    {{"", "", "Pod"}, "spec"},
    {{"", "", "ReplicaSet"}, kTemplate},
    {{"", "", "StatefulSet"}, kTemplate},
};

constexpr std::string_view kConfigMapInPod[] = {
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
};
constexpr std::string_view kSecretInPod[] = {
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
};
constexpr std::string_view kVarsInPod[] = {
    "containers/args",          "containers/command",
    "containers/env/value",     "containers/volumeMounts/mountPath",
    "initContainers/args",      "initContainers/command",
    "initContainers/env/value", "initContainers/volumeMounts/mountPath",
};

constexpr Field kConfigMapElsewhere[] = {
    {{"", "", "Node"}, "spec/configSource/configMap"},
    {{"", "", "Role"}, "rules/resourceNames"},
    {{"", "", "ClusterRole"}, "rules/resourceNames"},
    {{"", "", "Ingress"}, "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"},
};
constexpr Field kSecretElsewhere[] = {
    {{"", "", "Ingress"}, "spec/tls/secretName"},
    {{"", "", "Ingress"}, "metadata/annotations/ingress.kubernetes.io\\/auth-secret"},
    {{"", "", "Ingress"}, "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret"},
    {{"", "", "Ingress"}, "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret"},
    {{"", "", "ServiceAccount"}, "imagePullSecrets/name"},
    {{"", "", "StorageClass"}, "parameters/secretName"},
    {{"", "", "StorageClass"}, "parameters/adminSecretName"},
    {{"", "", "StorageClass"}, "parameters/userSecretName"},
    {{"", "", "StorageClass"}, "parameters/secretRef"},
    {{"", "", "Role"}, "rules/resourceNames"},
    {{"", "", "ClusterRole"}, "rules/resourceNames"},
    {{"serving.knative.dev", "v1", "Service"},
     "spec/template/spec/containers/env/valueFrom/secretKeyRef/name"},
    {{"", "", "PersistentVolume"}, "spec/azureFile/secretName"},
};
constexpr Field kServiceReferrers[] = {
    {{"apps", "", "StatefulSet"}, "spec/serviceName"},
    {{"", "", "Ingress"}, "spec/rules/http/paths/backend/serviceName"},
    {{"", "", "Ingress"}, "spec/backend/serviceName"},
    {{"", "", "Ingress"}, "spec/rules/http/paths/backend/service/name"},
    {{"", "", "Ingress"}, "spec/defaultBackend/service/name"},
    {{"apiregistration.k8s.io", "", "APIService"}, "spec/service/name"},
    {{"admissionregistration.k8s.io", "", "ValidatingWebhookConfiguration"}, "webhooks/clientConfig/service"},
    {{"admissionregistration.k8s.io", "", "MutatingWebhookConfiguration"}, "webhooks/clientConfig/service"},
};
constexpr Field kRoleReferrers[] = {
    {{"rbac.authorization.k8s.io", "", "RoleBinding"}, "roleRef/name"},
};
constexpr Field kClusterRoleReferrers[] = {
    {{"rbac.authorization.k8s.io", "", "RoleBinding"}, "roleRef/name"},
    {{"rbac.authorization.k8s.io", "", "ClusterRoleBinding"}, "roleRef/name"},
};
constexpr Field kServiceAccountElsewhere[] = {
    {{"rbac.authorization.k8s.io", "", "RoleBinding"}, "subjects"},
    {{"rbac.authorization.k8s.io", "", "ClusterRoleBinding"}, "subjects"},
};
constexpr Field kPersistentVolumeReferrers[] = {
    {{"", "", "PersistentVolumeClaim"}, "spec/volumeName"},
    {{"", "", "ClusterRole"}, "rules/resourceNames"},
};
constexpr Field kStorageClassReferrers[] = {
    {{"", "", "PersistentVolume"}, "spec/storageClassName"},
    {{"", "", "PersistentVolumeClaim"}, "spec/storageClassName"},
    {{"", "", "StatefulSet"}, "spec/volumeClaimTemplates/spec/storageClassName"},
};
constexpr Field kScaleReferrers[] = {
    {{"", "", "HorizontalPodAutoscaler"}, "spec/scaleTargetRef/name"},
};
constexpr Field kIngressClassReferrers[] = {
    {{"", "", "Ingress"}, "spec/ingressClassName"},
};
constexpr Field kPolicyReferrers[] = {
    {{"admissionregistration.k8s.io", "", "ValidatingAdmissionPolicyBinding"}, "spec/policyName"},
};

constexpr FieldSpec kMetadataLabels[] = {
    {{}, "metadata/labels", true},
    {{"", "v1", "ReplicationController"}, "spec/template/metadata/labels", true},
    {{"", "", "Deployment"}, "spec/template/metadata/labels", true},
    {{"", "", "ReplicaSet"}, "spec/template/metadata/labels", true},
    {{"", "", "DaemonSet"}, "spec/template/metadata/labels", true},
    {{"apps", "", "StatefulSet"}, "spec/template/metadata/labels", true},
    {{"apps", "", "StatefulSet"}, "spec/volumeClaimTemplates[]/metadata/labels", true},
    {{"batch", "", "Job"}, "spec/template/metadata/labels", true},
    {{"batch", "", "CronJob"}, "spec/jobTemplate/metadata/labels", true},
    {{"batch", "", "CronJob"}, "spec/jobTemplate/spec/template/metadata/labels", true},
};
constexpr FieldSpec kSelectors[] = {
    {{"", "v1", "Service"}, "spec/selector", true},
    {{"", "v1", "ReplicationController"}, "spec/selector", true},
    {{"", "", "Deployment"}, "spec/selector/matchLabels", true},
    {{"", "", "ReplicaSet"}, "spec/selector/matchLabels", true},
    {{"", "", "DaemonSet"}, "spec/selector/matchLabels", true},
    {{"apps", "", "StatefulSet"}, "spec/selector/matchLabels", true},
    {{"batch", "", "Job"}, "spec/selector/matchLabels", false},
    {{"batch", "", "CronJob"}, "spec/jobTemplate/spec/selector/matchLabels", false},
    {{"policy", "", "PodDisruptionBudget"}, "spec/selector/matchLabels", false},
    {{"networking.k8s.io", "", "NetworkPolicy"}, "spec/podSelector/matchLabels", false},
    {{"networking.k8s.io", "", "NetworkPolicy"}, "spec/ingress/from/podSelector/matchLabels", false},
    {{"networking.k8s.io", "", "NetworkPolicy"}, "spec/egress/to/podSelector/matchLabels", false},
};
// Pods choosing pods, in the templates of Deployments and StatefulSets.
constexpr std::string_view kSelectorsInPod[] = {
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/"
    "matchLabels",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/"
    "matchLabels",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "topologySpreadConstraints/labelSelector/matchLabels",
};
constexpr FieldSpec kAnnotations[] = {
    {{}, "metadata/annotations", true},
    {{"", "v1", "ReplicationController"}, "spec/template/metadata/annotations", true},
    {{"", "", "Deployment"}, "spec/template/metadata/annotations", true},
    {{"", "", "ReplicaSet"}, "spec/template/metadata/annotations", true},
    {{"", "", "DaemonSet"}, "spec/template/metadata/annotations", true},
    {{"", "", "StatefulSet"}, "spec/template/metadata/annotations", true},
    {{"batch", "", "Job"}, "spec/template/metadata/annotations", true},
    {{"batch", "", "CronJob"}, "spec/jobTemplate/metadata/annotations", true},
    {{"batch", "", "CronJob"}, "spec/jobTemplate/spec/template/metadata/annotations", true},
};
constexpr FieldSpec kNamespaces[] = {
    {{"", "", "Namespace"}, "metadata/name", true},
    {{"apiregistration.k8s.io", "", "APIService"}, "spec/service/namespace", true},
    {{"apiextensions.k8s.io", "", "CustomResourceDefinition"},
     "spec/conversion/webhook/clientConfig/service/namespace",
     false},
};
constexpr FieldSpec kImages[] = {
    {{}, "spec/containers[]/image", true},
    {{}, "spec/initContainers[]/image", true},
    {{}, "spec/template/spec/containers[]/image", true},
    {{}, "spec/template/spec/initContainers[]/image", true},
};
constexpr FieldSpec kReplicas[] = {
    {{"", "", "Deployment"}, "spec/replicas", true},
    {{"", "", "ReplicationController"}, "spec/replicas", true},
    {{"", "", "ReplicaSet"}, "spec/replicas", true},
    {{"", "", "StatefulSet"}, "spec/replicas", true},
};
constexpr Field kVarsElsewhere[] = {
    // Not under the pod's spec, so of no use; but it is what upstream has.
    {{"", "", "CronJob"}, "spec/jobTemplate/spec/template/volumes/nfs/server"},
    {{"", "", "DaemonSet"}, "spec/template/spec/volumes/nfs/server"},
    {{"", "", "Deployment"}, "spec/template/spec/volumes/nfs/server"},
    {{"", "", "Deployment"}, "spec/template/metadata/annotations"},
    {{"", "", "Ingress"}, "spec/rules/host"},
    {{"", "", "Ingress"}, "spec/tls/hosts"},
    {{"", "", "Ingress"}, "spec/tls/secretName"},
    {{"", "", "Job"}, "spec/template/spec/volumes/nfs/server"},
    {{"", "", "Pod"}, "spec/volumes/nfs/server"},
    {{"", "", "ReplicaSet"}, "spec/template/spec/volumes/nfs/server"},
    {{"", "", "Service"}, "spec/ports/port"},
    {{"", "", "Service"}, "spec/ports/targetPort"},
    {{"", "", "StatefulSet"}, "spec/volumeClaimTemplates/spec/nfs/server"},
    {{"", "", "PersistentVolume"}, "spec/nfs/server"},
    {{}, "metadata/labels"},
    {{}, "metadata/annotations"},
};

/// Builds the tables and owns the paths that are put together.
class Builder {
 public:
  TransformerConfig build() {
    config_.name_prefix = {{{}, "metadata/name", false}};
    config_.name_suffix = {{{}, "metadata/name", false}};
    config_.name_space.assign(std::begin(kNamespaces), std::end(kNamespaces));
    config_.common_annotations.assign(std::begin(kAnnotations), std::end(kAnnotations));
    config_.template_labels.assign(std::begin(kMetadataLabels), std::end(kMetadataLabels));
    config_.images.assign(std::begin(kImages), std::end(kImages));
    config_.replicas.assign(std::begin(kReplicas), std::end(kReplicas));
    build_common_labels();
    build_name_references();
    for (const PodHolder& holder : kVarHolders) add_pod_paths(config_.var_reference, holder, kVarsInPod);
    add_fields(config_.var_reference, kVarsElsewhere);

    for (FieldSpecs* specs :
         {&config_.name_space, &config_.common_labels, &config_.template_labels, &config_.common_annotations,
          &config_.var_reference, &config_.images, &config_.replicas}) {
      std::ranges::stable_sort(*specs,
                               [](const FieldSpec& a, const FieldSpec& b) { return a.gvk.less_than(b.gvk); });
    }
    std::ranges::stable_sort(config_.name_reference, [](const NameReference& a, const NameReference& b) {
      return a.gvk.less_than(b.gvk);
    });
    return std::move(config_);
  }

 private:
  void build_common_labels() {
    FieldSpecs& specs = config_.common_labels;
    specs.assign(std::begin(kSelectors), std::end(kSelectors));
    for (const std::string_view kind : {"Deployment", "StatefulSet"}) {
      add_pod_paths(specs, {{"apps", "", kind}, kTemplate}, kSelectorsInPod);
    }
    specs.insert(specs.end(), std::begin(kMetadataLabels), std::end(kMetadataLabels));
  }

  void build_name_references() {
    for (const std::string_view kind : {"Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"}) {
      add_fields(reference({"", "", kind}), kScaleReferrers);
    }
    FieldSpecs& config_maps = reference({"", "v1", "ConfigMap"});
    for (const PodHolder& holder : kConfigHolders) add_pod_paths(config_maps, holder, kConfigMapInPod);
    add_fields(config_maps, kConfigMapElsewhere);

    FieldSpecs& secrets = reference({"", "v1", "Secret"});
    for (const PodHolder& holder : kConfigHolders) add_pod_paths(secrets, holder, kSecretInPod);
    add_fields(secrets, kSecretElsewhere);

    add_fields(reference({"", "v1", "Service"}), kServiceReferrers);
    add_fields(reference({"rbac.authorization.k8s.io", "", "Role"}), kRoleReferrers);
    add_fields(reference({"rbac.authorization.k8s.io", "", "ClusterRole"}), kClusterRoleReferrers);

    FieldSpecs& accounts = reference({"", "v1", "ServiceAccount"});
    add_fields(accounts, kServiceAccountElsewhere);
    add_in_pods(accounts, "serviceAccountName");
    add_in_pods(reference({"", "v1", "PersistentVolumeClaim"}), "volumes/persistentVolumeClaim/claimName");
    add_fields(reference({"", "v1", "PersistentVolume"}), kPersistentVolumeReferrers);
    add_fields(reference({"storage.k8s.io", "v1", "StorageClass"}), kStorageClassReferrers);
    add_in_pods(reference({"scheduling.k8s.io", "v1", "PriorityClass"}), "priorityClassName");
    // Upstream's group has the version in it, so no IngressClass is ever followed.
    add_fields(reference({"networking.k8s.io/v1", "v1", "IngressClass"}), kIngressClassReferrers);
    add_fields(reference({"admissionregistration.k8s.io", "", "ValidatingAdmissionPolicy"}),
               kPolicyReferrers);
  }

  FieldSpecs& reference(const Gvk& gvk) {
    return config_.name_reference.emplace_back(NameReference{gvk, {}}).referrers;
  }

  static void add_fields(FieldSpecs& specs, std::span<const Field> fields) {
    for (const Field& field : fields) specs.push_back({field.gvk, field.path, false});
  }

  void add_pod_paths(FieldSpecs& specs, const PodHolder& holder, std::span<const std::string_view> paths) {
    for (const std::string_view path : paths) {
      specs.push_back({holder.gvk, keep(std::string(holder.pod_spec) + "/" + std::string(path)), false});
    }
  }

  void add_in_pods(FieldSpecs& specs, std::string_view path) {
    for (const PodHolder& holder : kAccountHolders) add_pod_paths(specs, holder, {&path, 1});
  }

  /// Paths are looked at as long as the process lives.
  static std::string_view keep(std::string path) {
    static auto& texts = *new std::deque<std::string>();
    return texts.emplace_back(std::move(path));
  }

  TransformerConfig config_;
};

}  // namespace

const TransformerConfig& default_config() {
  static const TransformerConfig config = Builder().build();
  return config;
}

}  // namespace fleetlint::kustomize
