#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "schema/test_support.h"
#include "schema/validator.h"
#include "tests/catch.h"

namespace fleetlint::schema {
namespace {

constexpr std::string_view kCrd = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}}
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            metadata: {type: object, properties: {name: {type: string, maxLength: 3}}}
            spec:
              type: object
              required: [size, mode]
              properties:
                size: {type: integer, minimum: 1, maximum: 5}
                mode: {type: string, enum: [fast, slow], default: fast}
                note: {type: string, nullable: true}
                port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                labels: {type: object, additionalProperties: {type: string}}
                inner: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
                from:
                  type: object
                  properties: {a: {type: string}, b: {type: string}}
                  oneOf: [{required: [a]}, {required: [b]}]
    - name: v1beta1
      served: false
      storage: false
      schema: {openAPIV3Schema: {type: object}}
)";

std::string widget(std::string_view spec) {
  return "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: one}\nspec: {" + std::string(spec) +
         "}\n";
}

TEST_CASE("a CRD of the cluster judges its objects") {
  TestTexts texts;
  const auto findings = [&](std::string_view spec) { return texts.findings(widget(spec), 1000, kCrd); };
  CHECK(findings("size: 1") == "");
  CHECK(
      findings(
          "size: 1, note: null, port: http, free: {a: {b: 1}}, tags: [a, b], labels: {x: y}, from: {a: b}") ==
      "");
  CHECK(findings("size: null") ==
        "required-field spec.size: required field \"size\" is null in spec, which counts as not set; give it "
        "a value\n");
  CHECK(findings("size: 6") == "invalid-value spec.size: size is 6, but must be at most 5\n");
  CHECK(findings("size: 1, port: true") ==
        "wrong-type spec.port: port must be an integer or a string, but is the boolean true\n");
  CHECK(findings("size: 1, sise: 2") ==
        "unknown-field spec.sise: spec has no field \"sise\"; did you mean \"size\"?\n");
  CHECK(findings("size: 1, tags: [a, b, a]") ==
        "duplicate-entry spec.tags[2]: \"a\" is already in tags, at index 0; remove one of them\n");
  CHECK(findings("size: 1, from: {}") ==
        "invalid-value spec.from: from must have one of the fields \"a\", \"b\"\n");
  CHECK(findings("size: 1, from: {a: x, b: y}") ==
        "invalid-value spec.from: from may have only one of the fields \"a\", \"b\", but has \"a\", \"b\"\n");
  CHECK(findings("size: 1, labels: {x: 1}") ==
        "wrong-type spec.labels.x: x must be a string, but is the integer 1; put it in quotes\n");
  CHECK(findings("size: 1, inner: {apiVersion: v1, kind: X, metadata: {name: a, lable: b}, any: 1}") ==
        "unknown-field spec.inner.metadata.lable: spec.inner.metadata has no field \"lable\"; did you mean "
        "\"labels\"?\n");
}

TEST_CASE("alternatives see defaults") {
  TestTexts texts;
  std::string crd(kCrd);
  const std::string_view from =
      "properties: {a: {type: string}, b: {type: string}}\n                  oneOf: [{required: [a]}, "
      "{required: [b]}]";
  crd.replace(crd.find(from), from.size(),
              "properties: {type: {type: string, default: ip}, value: {type: string}}\n"
              "                  oneOf: [{properties: {type: {enum: [ip]}, value: {format: ipv4}}}, "
              "{properties: {type: {not: {enum: [ip]}}}}]");
  const auto findings = [&](std::string_view from_value) {
    return texts.findings(widget("size: 1, from: " + std::string(from_value)), 1000, crd);
  };
  CHECK(findings("{value: 10.0.0.1}") == "");
  CHECK(findings("{type: name, value: a.example}") == "");
  CHECK(findings("{value: a.example}") == "invalid-value spec.from: from fits none of the 2 allowed forms\n");
}

TEST_CASE("a CRD may ask more of metadata, but does not say what it has") {
  TestTexts texts;
  const std::string_view object =
      "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: long, labels: {a: b}}\nspec: {size: 1}\n";
  CHECK(texts.findings(object, 1000, kCrd) ==
        "invalid-value metadata.name: name has 4 characters, but must have at most 3\n");
}

TEST_CASE("only served versions are known, in the cluster that has the CRD") {
  TestTexts texts;
  const SchemaSetPtr with = texts.catalog().get(30, texts.objects(kCrd));
  const SchemaSetPtr without = texts.catalog().get(30, {});
  CHECK(knows(*with, {"example.com", "v1", "Widget"}));
  CHECK_FALSE(knows(*with, {"example.com", "v1beta1", "Widget"}));
  CHECK_FALSE(knows(*without, {"example.com", "v1", "Widget"}));
  CHECK(cluster_scoped(*with, {"example.com", "v1", "Widget"}));
  CHECK(cluster_scoped(*without, {"", "v1", "Namespace"}));
  CHECK_FALSE(cluster_scoped(*without, {"", "v1", "ConfigMap"}));
}

TEST_CASE("equal sets are one object") {
  TestTexts texts;
  const std::vector<kube::Object> crds = texts.objects(kCrd);
  CHECK(texts.catalog().get(30, crds) == texts.catalog().get(30, crds));
  CHECK(texts.catalog().get(30, crds) != texts.catalog().get(31, crds));
  CHECK(texts.catalog().get(30, crds) != texts.catalog().get(30, {}));
}

TEST_CASE("a cluster's CRD wins over the bundled one") {
  TestTexts texts;
  std::string crd(kCrd);
  const auto replace = [&](std::string_view from, std::string_view to) {
    crd.replace(crd.find(from), from.size(), to);
  };
  replace("group: example.com", "group: source.toolkit.fluxcd.io");
  replace("kind: Widget,", "kind: GitRepository,");
  const std::string_view object =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: a}\nspec: {size: 1}\n";
  CHECK(texts.findings(object, 1000, crd) == "");
  CHECK(texts.findings(object) != "");
}

TEST_CASE("CRDs that make no sense do no harm") {
  TestTexts texts;
  const std::string_view crd = GENERATE(
      std::string_view("kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nspec: 1\n"),
      std::string_view(
          "kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nspec: {group: example.com, "
          "names: {kind: Widget}, versions: [1, {name: v1, served: true, schema: []}]}\n"),
      std::string_view("kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nspec: {group: "
                       "example.com, names: {kind: Widget}, versions: [{name: v1, served: true, schema: "
                       "{openAPIV3Schema: {properties: [], required: {a: b}, enum: x, type: [a], items: 1, "
                       "minimum: no, pattern: '(', oneOf: {a: 1}, x-kubernetes-list-map-keys: 3}}}]}\n"));
  texts.findings(widget("size: 1"), 30, crd);
  SUCCEED();
}

TEST_CASE("bundled CRDs and the same CRDs rendered by a cluster find the same") {
  const char* source = std::getenv("FLEETLINT_SOURCE_DIR");
  const std::filesystem::path folder =
      std::filesystem::path(source == nullptr ? "." : source) / "../shared/data/crds/flux";
  if (!std::filesystem::exists(folder)) {
    std::cout << "skipped: no CRDs beside the source folder\n";
    return;
  }
  std::string crds;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream stream(entry.path());
    crds += "---\n" + std::string(std::istreambuf_iterator<char>(stream), {});
  }
  constexpr std::string_view kObjects = R"(
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a}
spec: {interval: 10x, prun: true, sourceRef: {kind: Git}, dependsOn: [{}], postBuild: {substitute: {a: 1}}, targetNamespace: ""}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a}
spec: {interval: 10m, chart: {spec: {chart: x}}, chartRef: {kind: X, name: y}, values: {a: 1}, install: {crds: Never, remediation: {retries: x}}}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: a}
spec: {imageRepositoryRef: {name: a}, policy: {semver: {}, numerical: {order: up}}}
)";
  TestTexts texts;
  const std::string bundled = texts.findings(kObjects);
  CHECK(std::count(bundled.begin(), bundled.end(), '\n') > 10);
  CHECK(texts.findings(kObjects, 1000, crds) == bundled);
}

}  // namespace
}  // namespace fleetlint::schema
