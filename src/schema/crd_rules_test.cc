#include "schema/crd_rules.h"

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

}  // namespace
}  // namespace fleetlint::schema
