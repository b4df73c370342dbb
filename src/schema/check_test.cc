#include "schema/check.h"

#include <string>

#include "schema/quantity.h"
#include "schema/test_support.h"
#include "tests/catch.h"

namespace fleetlint::schema {
namespace {

struct Row {
  std::string_view text;
  std::string_view findings;  ///< "rule path" of each, a line each; messages are in the pages' examples
};

/// Rule and path of each finding.
std::string places(std::string_view text, int minor = 36) {
  TestTexts texts;
  std::string result;
  const std::string all = texts.findings(text, minor);
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at);
    const std::string line = all.substr(at, end - at);
    result += line.substr(0, line.find(": ")) + "\n";
    at = end + 1;
  }
  return result;
}

std::string pod(std::string_view spec) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: " + std::string(spec) + "\n";
}

TEST_CASE("pods") {
  const Row row = GENERATE(
      Row{"{containers: [{name: a, image: b}]}", ""},
      Row{"{containers: []}", "required-field spec.containers\n"},
      Row{"{containers: [{name: A, image: b}]}", "invalid-value spec.containers[0].name\n"},
      Row{"{containers: [{name: a, image: b}], initContainers: [{name: a, image: b}]}",
          "duplicate-entry spec.initContainers[0].name\n"},
      Row{"{containers: [{name: a, image: b, env: [{name: A, valueFrom: {}}]}]}",
          "required-field spec.containers[0].env[0].valueFrom\n"},
      Row{"{containers: [{name: a, image: b, livenessProbe: {exec: {command: [x]}, tcpSocket: {port: 1}, "
          "successThreshold: 2}}]}",
          "conflicting-fields spec.containers[0].livenessProbe.tcpSocket\n"
          "invalid-value spec.containers[0].livenessProbe.successThreshold\n"},
      Row{"{containers: [{name: a, image: b, resources: {limits: {cpu: 100m, example.com/gpu: 1}, requests: "
          "{cpu: '0.1', gpu: 1}}}]}",
          "invalid-value spec.containers[0].resources.requests.gpu\n"},
      Row{"{containers: [{name: a, image: b, resources: {limits: {memory: 1Gi}, requests: {memory: "
          "1.1e9}}}]}",
          "invalid-value spec.containers[0].resources.requests.memory\n"},
      Row{"{containers: [{name: a, image: b, volumeMounts: [{name: v, mountPath: /x, subPath: ../y}]}], "
          "volumes: [{name: v}]}",
          "invalid-value spec.containers[0].volumeMounts[0].subPath\n"},
      Row{"{containers: [{name: a, image: b}], volumes: [{name: v, emptyDir: {}, secret: {}}]}",
          "conflicting-fields spec.volumes[0].secret\nrequired-field spec.volumes[0].secret\n"},
      Row{"{containers: [{name: a, image: b}], tolerations: [{operator: Exists, value: x}, {effect: "
          "NoExecute}]}",
          "conflicting-fields spec.tolerations[0].value\ninvalid-value spec.tolerations[1]\n"},
      Row{"{containers: [{name: a, image: b}], dnsPolicy: None}", "required-field spec.dnsPolicy\n"},
      Row{"{containers: [{name: a, image: b}], priorityClassName: '${CLASS}', activeDeadlineSeconds: 0}",
          "invalid-value spec.activeDeadlineSeconds\n"},
      Row{"{containers: [{name: a, image: b}], initContainers: [{name: c, image: d, livenessProbe: {exec: "
          "{command: [x]}}}]}",
          "conflicting-fields spec.initContainers[0].livenessProbe\n"});
  INFO(std::string(row.text));
  CHECK(places(pod(row.text)) == row.findings);
}

TEST_CASE("workloads") {
  constexpr std::string_view kTemplate =
      "template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b}]}}";
  struct Case {
    std::string_view kind;
    std::string_view spec;
    std::string_view findings;
  };
  const Case row = GENERATE(
      Case{"Deployment", "selector: {matchLabels: {app: a}}", ""},
      Case{"Deployment", "selector: {}", "invalid-value spec.selector\n"},
      Case{"Deployment", "selector: {matchExpressions: [{key: app, operator: In}]}",
           "invalid-value spec.selector.matchExpressions[0]\n"},
      Case{"Deployment",
           "selector: {matchLabels: {app: a}}, strategy: {rollingUpdate: {maxSurge: 0%, maxUnavailable: 0}}",
           "invalid-value spec.strategy.rollingUpdate\n"},
      Case{"Deployment",
           "selector: {matchLabels: {app: a}}, strategy: {rollingUpdate: {maxSurge: '5', maxUnavailable: "
           "101%}}",
           "invalid-value spec.strategy.rollingUpdate.maxUnavailable\n"
           "invalid-value spec.strategy.rollingUpdate.maxSurge\n"},
      Case{"Deployment", "selector: {matchLabels: {app: a}}, minReadySeconds: 700",
           "invalid-value spec.minReadySeconds\n"},
      Case{"DaemonSet", "selector: {matchLabels: {app: a}}, updateStrategy: {rollingUpdate: {maxSurge: 1}}",
           "invalid-value spec.updateStrategy.rollingUpdate.maxSurge\n"},
      Case{"DaemonSet",
           "selector: {matchLabels: {app: a}}, updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: "
           "0}}",
           ""});
  INFO(std::string(row.spec));
  CHECK(places("apiVersion: apps/v1\nkind: " + std::string(row.kind) + "\nmetadata: {name: a}\nspec: {" +
               std::string(row.spec) + ", " + std::string(kTemplate) + "}\n") == row.findings);
}

TEST_CASE("services, ingresses, claims and roles") {
  const Row row = GENERATE(
      Row{"{apiVersion: v1, kind: Service, metadata: {name: 1a}, spec: {ports: [{port: 80}]}}",
          "invalid-name metadata.name\n"},
      Row{"{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: ClusterIP, ports: [{port: 80, "
          "nodePort: 30080}]}}",
          "conflicting-fields spec.ports[0].nodePort\n"},
      Row{"{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIP: None}}", ""},
      Row{"{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selector: {a: b}}}",
          "required-field spec\n"},
      Row{"{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: ExternalName, externalName: "
          "a_b.example.com}}",
          "invalid-value spec.externalName\n"},
      Row{"{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {rules: [{host: "
          "10.0.0.1, http: {paths: [{path: x, "
          "pathType: Prefix, backend: {service: {name: a, port: {name: http, number: 80}}}}]}}]}}",
          "invalid-value spec.rules[0].host\n"
          "conflicting-fields spec.rules[0].http.paths[0].backend.service.port.number\n"
          "invalid-value spec.rules[0].http.paths[0].path\n"},
      Row{"{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {resources: {requests: "
          "{storage: 0}}}}",
          "required-field spec\ninvalid-value spec.resources.requests.storage\n"},
      Row{"{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: 'a:B'}, rules: [{verbs: "
          "[get], resources: [pods]}]}",
          "required-field rules[0]\n"},
      Row{"{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: a}, "
          "roleRef: {apiGroup: "
          "rbac.authorization.k8s.io, kind: Role, name: a}, subjects: [{kind: ServiceAccount, name: a}]}",
          "invalid-value roleRef.kind\nrequired-field subjects[0]\n"},
      Row{"{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: x}, binaryData: {a: eA==}}",
          "conflicting-fields binaryData.a\n"},
      Row{"{apiVersion: v1, kind: Secret, metadata: {name: a}, type: kubernetes.io/tls, stringData: "
          "{tls.crt: x}}",
          "required-field type\n"},
      Row{"{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: "
          "{scaleTargetRef: {apiVersion: apps/v1, "
          "kind: Deployment, name: a}, minReplicas: 5, maxReplicas: 3}}",
          "invalid-value spec.maxReplicas\n"},
      Row{"{apiVersion: example.com/v1, kind: Thing, metadata: {name: a, labels: {a: 'x y'}, finalizers: [b "
          "c]}}",
          "unknown-kind kind\ninvalid-name metadata.labels.a\ninvalid-name metadata.finalizers[0]\n"});
  INFO(std::string(row.text));
  CHECK(places(std::string(row.text) + "\n", 33) == row.findings);
}

TEST_CASE("pods that ask for what cannot be") {
  const auto container = [](std::string_view fields) {
    return "{containers: [{name: a, image: b, " + std::string(fields) + "}]}";
  };
  const std::string first = "spec.containers[0].";
  struct Case {
    std::string spec;
    std::string findings;
  };
  const Case row = GENERATE_COPY(
      Case{container("env: [{name: A, valueFrom: {configMapKeyRef: {key: b}}}]"),
           "required-field " + first + "env[0].valueFrom.configMapKeyRef\n"},
      Case{container("env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpus}}}]"),
           "invalid-value " + first + "env[0].valueFrom.resourceFieldRef.resource\n"},
      Case{container("env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1Mi}}}]"),
           "invalid-value " + first + "env[0].valueFrom.resourceFieldRef.divisor\n"},
      Case{container(
               "env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}]"),
           ""},
      Case{container("resources: {limits: {hugepages-2Mi: 4Mi}, requests: {hugepages-2Mi: 4Mi}}"),
           "conflicting-fields " + first + "resources.limits.hugepages-2Mi\n"},
      Case{container("resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}"), ""},
      Case{container("resources: {claims: [{name: gpu}]}"),
           "invalid-value " + first + "resources.claims[0].name\n"},
      Case{container("lifecycle: {preStop: {sleep: {seconds: 31}}}"),
           "invalid-value " + first + "lifecycle.preStop.sleep.seconds\n"},
      Case{container("securityContext: {procMount: Unmasked}"),
           "conflicting-fields " + first + "securityContext.procMount\n"},
      Case{"{containers: [{name: a, image: b}], hostUsers: false, hostNetwork: true}",
           "conflicting-fields spec.hostNetwork\n"},
      Case{"{containers: [{name: a, image: b}], os: {name: windows}, securityContext: {fsGroup: 5}}",
           "conflicting-fields spec.securityContext.fsGroup\n"},
      Case{"{containers: [{name: a, image: b}], os: {name: linux}, securityContext: {fsGroup: 5}}", ""},
      Case{"{containers: [{name: a, image: b}], volumes: [{name: v, emptyDir: {sizeLimit: -1Gi}}]}",
           "invalid-value spec.volumes[0].emptyDir.sizeLimit\n"},
      Case{
          "{containers: [{name: a, image: b}], volumes: [{name: v, downwardAPI: {items: [{path: a, fieldRef: "
          "{fieldPath: spec.nodeName}}, {path: b, resourceFieldRef: {resource: limits.cpu}}]}}]}",
          "invalid-value spec.volumes[0].downwardAPI.items[0].fieldRef.fieldPath\n"
          "required-field spec.volumes[0].downwardAPI.items[1].resourceFieldRef\n"},
      Case{"{containers: [{name: a, image: b}], schedulingGates: [{name: a}], nodeName: b}",
           "conflicting-fields spec.nodeName\n"},
      Case{"{containers: [{name: a}]}", "required-field spec.containers[0]\n"},
      Case{"{containers: [{name: a, image: b}], affinity: {nodeAffinity: "
           "{requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: "
           "metadata.uid, "
           "operator: In, values: [x]}]}]}}}}",
           "invalid-value spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution."
           "nodeSelectorTerms[0].matchFields[0].key\n"},
      Case{"{containers: [{name: a, image: b}], affinity: {podAntiAffinity: "
           "{requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, matchLabelKeys: [b]}]}}}",
           "conflicting-fields "
           "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]."
           "matchLabelKeys\n"},
      Case{"{containers: [{name: a, image: b}], hostNetwork: true, securityContext: {sysctls: [{name: "
           "net.ipv4.ip_forward, value: '1'}]}}",
           "invalid-value spec.securityContext.sysctls[0].name\n"},
      Case{
          "{containers: [{name: a, image: b}], volumes: [{name: v, csi: {driver: Secrets.CSI.example.com}}]}",
          ""},
      Case{"{containers: [{name: a, image: b}], volumes: [{name: v, csi: {driver: a_b}}]}",
           "invalid-value spec.volumes[0].csi.driver\n"});
  INFO(row.spec);
  CHECK(places(pod(row.spec)) == row.findings);
}

TEST_CASE("jobs, volumes, quotas, autoscalers and namespaces") {
  const std::string job =
      "{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {restartPolicy: Never, "
      "containers: [{name: a, image: b}]}}, ";
  const std::string service =
      "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}], ";
  const std::string volume =
      "{apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], "
      "capacity: "
      "{storage: 1Gi}, ";
  const std::string quota = "{apiVersion: v1, kind: ResourceQuota, metadata: {name: a}, spec: ";
  const std::string scaler =
      "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {maxReplicas: "
      "3, "
      "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, metrics: ";
  const std::string space = "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: ";
  struct Case {
    std::string text;
    std::string findings;
  };
  const Case row = GENERATE_COPY(
      Case{job + "podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {containerName: c, operator: In, "
                 "values: "
                 "[0, 5, 3]}}]}}}",
           "invalid-value spec.podFailurePolicy.rules[0].onExitCodes.values[0]\n"
           "invalid-value spec.podFailurePolicy.rules[0].onExitCodes.values[2]\n"
           "invalid-value spec.podFailurePolicy.rules[0].onExitCodes.containerName\n"},
      Case{job + "completionMode: Indexed, completions: 2, backoffLimitPerIndex: 1, maxFailedIndexes: 3, "
                 "successPolicy: {rules: [{}]}}}",
           "invalid-value spec.maxFailedIndexes\nrequired-field spec.successPolicy.rules[0]\n"},
      Case{job + "managedBy: me}}", "invalid-value spec.managedBy\n"},
      Case{service + "clusterIP: 10.0.0.1, clusterIPs: [10.0.0.2]}}", "invalid-value spec.clusterIPs[0]\n"},
      Case{service + "externalIPs: [127.0.0.1]}}", "invalid-value spec.externalIPs[0]\n"},
      Case{service + "trafficDistribution: Near}}", "invalid-value spec.trafficDistribution\n"},
      Case{volume + "nfs: {server: a, path: /b}}}", ""},
      Case{volume + "storageClassName: a}}", "required-field spec\n"},
      Case{volume + "nfs: {server: a, path: /b}, hostPath: {path: /b}}}",
           "conflicting-fields spec.hostPath\n"},
      Case{quota + "{hard: {pods: 1.5, count/widgets.example.com: 2}}}", "invalid-value spec.hard.pods\n"},
      Case{quota + "{hard: {cpu: 1}, scopes: [BestEffort, NotBestEffort]}}",
           "invalid-value spec.scopes[1]\ninvalid-value spec.hard.cpu\n"},
      Case{scaler + "[{type: Pods, pods: {metric: {name: a}, target: {type: Value, value: 1}}}]}}",
           "required-field spec.metrics[0].pods.target\n"},
      Case{
          scaler +
              "[{type: External, external: {metric: {name: a}, target: {type: Value, value: 1, averageValue: "
              "2}}}]}}",
          "conflicting-fields spec.metrics[0].external.target.averageValue\n"},
      Case{space +
               "{pod-security.kubernetes.io/enforce: restrict, pod-security.kubernetes.io/warn: baseline}}}",
           "invalid-value metadata.labels.\n"},
      Case{
          space +
              "{pod-security.kubernetes.io/enforce-version: v1.30, pod-security.kubernetes.io/audit-version: "
              "'1.30'}}}",
          "invalid-value metadata.labels.\n"});
  INFO(row.text);
  std::string found = places(row.text + "\n", 33);
  // A key with dots is written in another way.
  if (const std::size_t at = found.find("metadata.labels"); at != std::string::npos)
    found = found.substr(0, at) + "metadata.labels.\n";
  CHECK(found == row.findings);
}

TEST_CASE("quantities compare by value") {
  const auto quantity = [](std::string_view text) { return *parse_quantity(text); };
  CHECK(quantity("1Gi") == quantity("1024Mi"));
  CHECK(quantity("1000m") == quantity("1"));
  CHECK(quantity("0.5") == quantity("500m"));
  CHECK(quantity("1e3") == quantity("1k"));
  CHECK(quantity("1.5Gi") > quantity("1.5G"));
  CHECK(quantity("-1") < quantity("1n"));
  CHECK(quantity("0.1n") == quantity("1n"));
  CHECK(quantity("100E") > quantity("9Ei"));
  CHECK(quantity("2.000").is_whole());
  CHECK_FALSE(quantity("2.5").is_whole());
  CHECK_FALSE(parse_quantity("1 Gi"));
}

}  // namespace
}  // namespace fleetlint::schema
