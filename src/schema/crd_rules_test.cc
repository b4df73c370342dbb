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

}  // namespace
}  // namespace fleetlint::schema
