#include "schema/crd_rules.h"

#include <algorithm>
#include <string>

#include "schema/test_support.h"
#include "tests/catch.h"

namespace fleetlint::schema {
namespace {

std::string crd_with(std::string_view schema) {
  return "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: "
         "widgets.example.com}, "
         "spec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}, versions: "
         "[{name: v1, "
         "served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: " +
         std::string(schema) + "}}}}]}}\n";
}

struct Row {
  std::string_view schema;
  std::string_view findings;  ///< rule and path below the schema of spec
};

TEST_CASE("schemas that are not structural, and rules that do not compile") {
  const Row row = GENERATE(
      Row{"{type: object}", ""}, Row{"{}", "crd-not-structural \n"},
      Row{"{type: strin}", "crd-not-structural .type\n"}, Row{"{type: array}", "crd-not-structural \n"},
      Row{"{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", ""},
      Row{"{type: object, oneOf: [{type: object}]}", "crd-not-structural .oneOf[0].type\n"},
      Row{"{type: object, properties: {a: {type: string}}, not: {properties: {a: {enum: [x]}, b: {}}}}",
          "crd-not-structural .not.properties.b\n"},
      Row{"{type: array, items: {type: string}, uniqueItems: true}", "crd-not-structural .uniqueItems\n"},
      Row{"{type: object, $ref: '#/x'}", "crd-not-structural .$ref\n"},
      Row{"{type: string, x-kubernetes-validations: [{rule: self == 1}, {rule: self.size() > 1}]}",
          "crd-rule-invalid .x-kubernetes-validations[0].rule\n"},
      Row{"{type: object, additionalProperties: {type: object, properties: {a: {type: array, items: {type: "
          "string, "
          "x-kubernetes-validations: [{rule: nothing}]}}}}}",
          "crd-rule-invalid .additionalProperties.properties.a.items.x-kubernetes-validations[0].rule\n"});
  INFO(std::string(row.schema));
  TestTexts texts;
  const std::string all = texts.findings(crd_with(row.schema), 1000);
  std::string found;
  const std::string prefix = "spec.versions[0].schema.openAPIV3Schema.properties.spec";
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at);
    std::string line = all.substr(at, all.find(": ", at) - at);
    if (const std::size_t where = line.find(prefix); where != std::string::npos)
      line.erase(where, prefix.size());
    found += line + "\n";
    at = end + 1;
  }
  CHECK(found == row.findings);
}

TEST_CASE("a rule is judged by the cluster's minor") {
  TestTexts texts;
  const std::string crd = crd_with("{type: string, x-kubernetes-validations: [{rule: 'isIP(self)'}]}");
  CHECK(texts.findings(crd, 31).empty());
  CHECK(texts.findings(crd, 29).find("crd-rule-invalid") == 0);
}

// What Kubernetes 1.30 says of the same CRDs, with the same factors.
TEST_CASE("rules that may cost too much") {
  struct Cost {
    std::string_view schema;
    std::string_view told;  ///< part of the only finding; empty: none
  };
  const Cost row = GENERATE(
      Cost{"{type: array, items: {type: string}, x-kubernetes-validations: [{rule: 'self.all(x, self.all(y, "
           "x == "
           "y))'}]}",
           "may cost more than 100 times"},
      Cost{"{type: array, maxItems: 100, items: {type: string, maxLength: 300}, x-kubernetes-validations: "
           "[{rule: "
           "'self.all(x, self.all(y, x == y))'}]}",
           ""},
      Cost{"{type: array, maxItems: 100, items: {type: string, maxLength: 3000}, x-kubernetes-validations: "
           "[{rule: "
           "'self.all(x, self.all(y, x == y))'}]}",
           "may cost 1.205 times"},
      Cost{"{type: array, items: {type: string, maxLength: 40, x-kubernetes-validations: [{rule: "
           "\"self.matches('^[a-z]+$')\"}]}}",
           "may cost 3.7 times"},
      Cost{"{type: array, maxItems: 1000, items: {type: string, maxLength: 40, x-kubernetes-validations: "
           "[{rule: "
           "\"self.matches('^[a-z]+$')\"}]}}",
           ""},
      Cost{"{type: object, additionalProperties: {type: string, maxLength: 10, x-kubernetes-validations: "
           "[{rule: "
           "\"self.contains('abc')\"}]}}",
           ""},
      Cost{"{type: string, x-kubernetes-validations: [{rule: \"self != ''\", messageExpression: "
           "\"self.replace('', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') + 'x'\"}]}",
           "may cost 1.353 times"},
      Cost{"{type: object, properties: {a: {type: array, items: {type: integer}}}, x-kubernetes-validations: "
           "[{rule: 'self.a.map(x, x * 2).exists(y, y in self.a)'}]}",
           "may cost more than 100 times"});
  CAPTURE(row.schema);
  TestTexts texts;
  const std::string found = texts.findings(crd_with(row.schema), 30);
  if (row.told.empty()) {
    CHECK(found.empty());
  } else {
    CHECK(found.find(row.told) != std::string::npos);
    CHECK(std::ranges::count(found, '\n') == 1);
  }
}

TEST_CASE("rules that may cost too much together") {
  const auto lists = [](int count) {
    std::string schema = "{type: object, properties: {";
    for (int i = 0; i < count; ++i)
      schema +=
          "a" + std::to_string(i) +
          ": {type: array, maxItems: 90, items: {type: string, maxLength: 300}, x-kubernetes-validations: "
          "[{rule: 'self.all(x, self.all(y, x == y))'}]}, ";
    return schema + "}}";
  };
  TestTexts texts;
  CHECK(texts.findings(crd_with(lists(90)), 30).empty());
  CHECK(texts.findings(crd_with(lists(110)), 30).find("together may cost 1.114 times") != std::string::npos);
}

TEST_CASE("rules about what a value was") {
  const auto found = [](std::string_view schema) {
    TestTexts texts;
    return texts.findings(crd_with(schema), 30);
  };
  CHECK(found("{type: array, maxItems: 5, items: {type: string, x-kubernetes-validations: [{rule: self == "
              "oldSelf}]}}")
            .find("uses oldSelf") != std::string::npos);
  CHECK(found("{type: object, x-kubernetes-map-type: atomic, properties: {a: {type: string, "
              "x-kubernetes-validations: [{rule: self == oldSelf}]}}}")
            .find("uses oldSelf") != std::string::npos);
  CHECK(
      found(
          "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a], items: {type: object, "
          "required: [a], properties: {a: {type: string, maxLength: 5, x-kubernetes-validations: [{rule: "
          "self "
          "== oldSelf}]}}}}")
          .empty());
  CHECK(found("{type: string, maxLength: 5, x-kubernetes-validations: [{rule: self == 'a', optionalOldSelf: "
              "true}]}")
            .find("does not use oldSelf") != std::string::npos);
}

/// A CRD with changes in lines of `spec` and of its only version.
std::string crd_of(std::string_view spec, std::string_view version = {}) {
  return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: "
         "widgets.example.com}\nspec: {group: example.com, names: {kind: Widget, plural: widgets}, " +
         std::string(spec) + "versions: [{name: v1, served: true, storage: true, " + std::string(version) +
         "schema: {openAPIV3Schema: {type: object}}}]}\n";
}

TEST_CASE("defaults that are not valid themselves") {
  const Row row = GENERATE(
      Row{"{type: object, properties: {a: {type: string, default: x}}}", ""},
      Row{"{type: object, properties: {a: {type: string, default: 5}}}", "properties.a.default"},
      Row{"{type: object, properties: {a: {type: string, enum: [x], default: z}}}", "properties.a.default"},
      Row{"{type: object, properties: {a: {type: integer, maximum: 3, default: 5}}}", "properties.a.default"},
      Row{"{type: object, properties: {a: {type: object, properties: {b: {type: string}}, default: {c: 1}}}}",
          "properties.a.default"},
      Row{"{type: object, properties: {a: {type: object, required: [b], properties: {b: {type: string}}, "
          "default: "
          "{}}}}",
          "properties.a.default"},
      Row{"{type: object, properties: {a: {type: array, items: {type: object, properties: {b: {type: "
          "boolean, "
          "default: sure}}}}}}",
          "properties.a.items.properties.b.default"},
      Row{"{type: object, properties: {a: {type: integer, default: 5, x-kubernetes-validations: [{rule: self "
          "< "
          "3}]}}}",
          "properties.a.default"});
  CAPTURE(row.schema);
  TestTexts texts;
  const std::string found = texts.findings(crd_with(row.schema), 30);
  if (row.findings.empty()) {
    CHECK(found.empty());
  } else {
    CHECK(found.starts_with("crd-not-structural spec.versions[0].schema.openAPIV3Schema.properties.spec." +
                            std::string(row.findings) + ": the default is not valid itself"));
  }
}

TEST_CASE("what a CRD says beside its schemas") {
  struct Case {
    std::string text;
    std::string_view place;  ///< empty: nothing is found
  };
  const Case row = GENERATE(
      Case{crd_of("scope: Namespaced, "), ""}, Case{crd_of("scope: Namespace, "), "invalid-value spec.scope"},
      Case{crd_of("scope: Cluster, conversion: {strategy: Webhook}, "), "required-field spec.conversion"},
      Case{crd_of("scope: Cluster, conversion: {strategy: None, webhook: {conversionReviewVersions: [v1], "
                  "clientConfig: {url: 'https://a'}}}, "),
           "conflicting-fields spec.conversion.webhook"},
      Case{crd_of("scope: Cluster, conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v2], "
                  "clientConfig: {url: 'https://a'}}}, "),
           "invalid-value spec.conversion.webhook.conversionReviewVersions"},
      Case{crd_of("scope: Cluster, ", "deprecationWarning: x, "),
           "conflicting-fields spec.versions[0].deprecationWarning"},
      Case{crd_of("scope: Cluster, ",
                  "additionalPrinterColumns: [{name: a, type: text, jsonPath: .spec.a}], "),
           "invalid-value spec.versions[0].additionalPrinterColumns[0].type"},
      Case{crd_of("scope: Cluster, ",
                  "additionalPrinterColumns: [{name: a, type: string, jsonPath: spec.a}], "),
           "invalid-value spec.versions[0].additionalPrinterColumns[0].jsonPath"},
      Case{
          crd_of(
              "scope: Cluster, ",
              "subresources: {scale: {specReplicasPath: .replicas, statusReplicasPath: .status.replicas}}, "),
          "invalid-value spec.versions[0].subresources.scale.specReplicasPath"});
  CAPTURE(row.text);
  TestTexts texts;
  const std::string found = texts.findings(row.text, 30);
  CHECK(found.substr(0, found.find(": ")) == row.place);
}

TEST_CASE("schemas below items are read as schemas") {
  TestTexts texts;
  const std::string found = texts.findings(
      crd_with(
          "{type: array, items: {type: object, properties: {type: {type: string, description: 7}, b: {type: "
          "object, additionalProperties: {type: string, minLenght: 3}}}}}"),
      30);
  CHECK(found.find("wrong-type spec.versions[0].schema.openAPIV3Schema.properties.spec.items.properties.type."
                   "description") != std::string::npos);
  CHECK(found.find("no field \"minLenght\"; did you mean \"minLength\"?") != std::string::npos);
}

TEST_CASE("metadata of a kind that nobody knows") {
  TestTexts texts;
  CHECK(texts.findings("{apiVersion: example.com/v1, kind: Widget, metadata: {name: a, namespace: {b: c}}}\n")
            .find("wrong-type metadata.namespace") != std::string::npos);
}

}  // namespace
}  // namespace fleetlint::schema
