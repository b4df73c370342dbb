#include "schema/validator.h"

#include <string>

#include "schema/test_support.h"
#include "tests/catch.h"
#include "yaml/edit.h"

namespace fleetlint::schema {
namespace {

constexpr std::string_view kPod = R"(
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx
)";

std::string pod_with(std::string_view line) {
  return std::string(kPod) + "      " + std::string(line) + "\n";
}

TEST_CASE("a good object has no findings") {
  TestTexts texts;
  CHECK(texts.findings(kPod).empty());
  for (const int minor : bundled_minors()) CHECK(texts.findings(kPod, minor).empty());
}

TEST_CASE("each mistake is one finding with its rule, path and reason") {
  struct Row {
    std::string_view line;
    std::string_view finding;
  };
  const Row row = GENERATE(
      Row{"comand: [run]",
          "unknown-field spec.containers[0].comand: spec.containers[0] has no field \"comand\"; did you mean "
          "\"command\"?\n"},
      Row{"command: run",
          "wrong-type spec.containers[0].command: command must be a list, but is the string \"run\"; write "
          "it as a list item with a dash\n"},
      Row{"args: [a, 1]",
          "wrong-type spec.containers[0].args[1]: args[1] must be a string, but is the integer 1; put it in "
          "quotes\n"},
      Row{"stdin: \"true\"",
          "wrong-type spec.containers[0].stdin: stdin must be true or false, but is the string \"true\"; "
          "remove the quotes\n"},
      Row{"env: [{value: x}]",
          "required-field spec.containers[0].env[0]: required field \"name\" is missing in "
          "spec.containers[0].env[0]; add it\n"},
      Row{"env: [null]", "wrong-type spec.containers[0].env[0]: env[0] must be a mapping, but is null\n"},
      Row{"imagePullPolicy: always",
          "invalid-value spec.containers[0].imagePullPolicy: imagePullPolicy is \"always\", which is not "
          "supported; did you mean \"Always\"? (supported: \"Always\", \"IfNotPresent\", \"Never\")\n"},
      Row{"resources: {limits: {cpu: 1 core}}",
          "invalid-value spec.containers[0].resources.limits.cpu: cpu is \"1 core\", which is no quantity; "
          "write a number with a unit such as 500m, 1.5 or 2Gi\n"},
      Row{"ports: [{containerPort: 1.5}]",
          "wrong-type spec.containers[0].ports[0].containerPort: containerPort must be an integer, but is "
          "the number 1.5\n"},
      Row{"ports: [{containerPort: 3000000000}]",
          "invalid-value spec.containers[0].ports[0].containerPort: containerPort is 3000000000, which does "
          "not fit in 32 bits; use a smaller number\n"},
      Row{"env: [{name: A, value: x}, {name: A, value: y}]",
          "duplicate-entry spec.containers[0].env[1]: env has an entry with name \"A\" already, at index 0; "
          "remove one of them or change it\n"});
  TestTexts texts;
  CHECK(texts.findings(pod_with(row.line)) == row.finding);
}

TEST_CASE("what the server accepts is accepted") {
  TestTexts texts;
  const std::string_view line = GENERATE(
      std::string_view("command: null"), std::string_view("imagePullPolicy: \"\""),
      std::string_view("ports: [{containerPort: 80.0}]"),
      std::string_view("ports: [{containerPort: 53, protocol: TCP}, {containerPort: 53, protocol: UDP}]"),
      std::string_view("resources: {limits: {cpu: 2, memory: 1.5Gi, nvidia.com/gpu: \"1\"}}"),
      std::string_view("livenessProbe: {httpGet: {path: /, port: http}}"),
      std::string_view("livenessProbe: {httpGet: {path: /, port: 80}}"));
  CHECK(texts.findings(pod_with(line)) == "");
}

TEST_CASE("a port without protocol is the same as one with the default") {
  TestTexts texts;
  CHECK(texts.findings(pod_with("ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]")) ==
        "duplicate-entry spec.containers[0].ports[1]: ports has an entry with containerPort \"80\" and "
        "protocol \"TCP\" already, at "
        "index 0; remove one of them or change it\n");
}

TEST_CASE("findings point at the value, at an unknown field's key, at the mapping that lacks a field") {
  TestTexts texts;
  const auto pointed = [&](std::string_view line) {
    const SchemaSetPtr set = texts.catalog().get(1000, {});
    diag::Collector out;
    validate(*set, texts.objects(pod_with(line)).at(0), out);
    REQUIRE(out.findings().size() == 1);
    return texts.pointed_at(out.findings()[0]);
  };
  CHECK(pointed("stdin: yes please") == "yes please");
  CHECK(pointed("comand: [run]") == "comand");
  CHECK(pointed("env: [{value: x}]") == "{value: x}");
}

TEST_CASE("a field of another minor is named with that minor") {
  TestTexts texts;
  // PodSpec.hostnameOverride came with 1.34.
  const std::string pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostnameOverride: x\n  containers: [{name: "
      "a, image: b}]\n";
  CHECK(texts.findings(pod, 34) == "");
  CHECK(texts.findings(pod, 33) ==
        "unknown-field spec.hostnameOverride: spec has no field \"hostnameOverride\" in Kubernetes 1.33; it "
        "is there from 1.34\n");
}

TEST_CASE("a minor that is not bundled is judged by its neighbours") {
  TestTexts texts;
  // autoscaling/v2beta2 was served up to 1.25 of the bundled ones, schedulingGates of pods came with 1.26.
  const std::string gated =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  schedulingGates: [{name: x.y/z}]\n  "
      "containers: [{name: a, image: b}]\n";
  CHECK(texts.findings(gated, 25) != "");
  CHECK(texts.findings(gated, 27) == "");
  CHECK(texts.findings(kPod, 1) == "");
  CHECK(texts.findings(kPod, 99) == "");
}

TEST_CASE("status is read but not judged") {
  TestTexts texts;
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nstatus:\n  ";
  CHECK(texts.findings(service + "loadBalancer: {}\n") == "");
  CHECK(texts.findings(service + "conditions: [{type: Ready}]\n") == "");
  CHECK(texts.findings(service + "loadBalancer: []\n") != "");
}

TEST_CASE("metadata is checked in any object") {
  TestTexts texts;
  const std::string repository =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nspec: {url: https://example.com, "
      "interval: 1m}\nmetadata:\n  name: a\n  ";
  CHECK(texts.findings(repository + "labels: {a: b}\n") == "");
  CHECK(texts.findings(repository + "labels: {a: 1}\n") ==
        "wrong-type metadata.labels.a: a must be a string, but is the integer 1; put it in quotes\n");
  CHECK(texts.findings(repository + "annotation: {}\n") ==
        "unknown-field metadata.annotation: metadata has no field \"annotation\"; did you mean "
        "\"annotations\"?\n");
}

TEST_CASE("secret values are never quoted, and encrypted ones are left alone") {
  TestTexts texts;
  const std::string secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n";
  CHECK(texts.findings(secret + "data: {token: hunter 2}\n") ==
        "invalid-value data.token: token is the value, which is not base64\n");
  CHECK(texts.findings(secret + "stringData: {token: 4711}\n").find("4711") == std::string::npos);
  CHECK(texts.findings(secret +
                       "data: {token: 'ENC[AES256_GCM,data:x,tag:y]'}\nsops: {mac: x, version: 3.9.0}\n") ==
        "");
}

TEST_CASE("a value with an unknown variable may be anything") {
  Arena arena;
  TestTexts texts;
  yaml::Origin unknown;
  unknown.operation = yaml::Operation::unresolved;
  const yaml::Node value = yaml::make_string(arena, "${REPLICAS}", unknown);
  const yaml::Node gateway = texts.node(
      "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec:\n  "
      "gatewayClassName: a\n"
      "  listeners: [{name: a, port: 80, protocol: HTTP}]\n  addresses: [{type: IPAddress, value: x}]\n");
  const SchemaSetPtr set = texts.catalog().get(1000, {});
  const auto count = [&](yaml::Node node) {
    diag::Collector out;
    validate(*set, kube::Object(node), out);
    return out.findings().size();
  };
  CHECK(count(gateway) == 1);
  const yaml::Node address = yaml::set(arena, gateway["spec"]["addresses"].items()[0], "value", value, {});
  const yaml::Node addresses = yaml::set_item(arena, gateway["spec"]["addresses"], 0, address);
  CHECK(count(yaml::set(arena, gateway, "spec", yaml::set(arena, gateway["spec"], "addresses", addresses, {}),
                        {})) == 0);

  const yaml::Node pod = texts.node(kPod);
  CHECK(count(yaml::set(arena, pod, "spec", yaml::set(arena, pod["spec"], "priority", value, {}), {})) == 0);
}

TEST_CASE("items of lists are objects") {
  TestTexts texts;
  CHECK(texts.findings("apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ConfigMap, metadata: "
                       "{name: a}, data: {a: 1}}\n") ==
        "wrong-type items[0].data.a: a must be a string, but is the integer 1; put it in quotes\n");
}

TEST_CASE("kinds that are not served") {
  TestTexts texts;
  const auto object = [](std::string_view api_version, std::string_view kind) {
    return "apiVersion: " + std::string(api_version) + "\nkind: " + std::string(kind) +
           "\nmetadata: {name: a}\n";
  };
  CHECK(texts.findings(object("v1", "Deployment")) ==
        "unserved-kind apiVersion: \"v1\" has no kind \"Deployment\"; it is in the group \"apps\"\n");
  CHECK(texts.findings(object("apps/v1", "Deploymnet")) ==
        "unserved-kind kind: \"apps/v1\" has no kind \"Deploymnet\"; did you mean \"Deployment\"?\n");
  CHECK(texts.findings(object("apps/v11", "Deployment")) ==
        "unserved-kind apiVersion: Deployment is not served in version \"v11\"; use \"v1\" of apps\n");
  CHECK(texts.findings(object("app/v1", "Deployment")) ==
        "unserved-kind apiVersion: no API group \"app\" is known; did you mean \"apps/v1\"?\n");
  CHECK(texts.findings(object("kustomize.toolkit.fluxcd.io/v1", "Kustomizations")).substr(0, 18) ==
        "unserved-kind kind");
  // Versions that were served once belong to another rule.
  CHECK(texts.findings(object("policy/v1beta1", "PodDisruptionBudget")).substr(0, 12) == "unknown-kind");
  CHECK(texts.findings(object("apps/v1beta2", "Deployment")).substr(0, 12) == "unknown-kind");
  CHECK(texts.findings(object("example.com/v1", "Deployment")).substr(0, 12) == "unknown-kind");
}

}  // namespace
}  // namespace fleetlint::schema
