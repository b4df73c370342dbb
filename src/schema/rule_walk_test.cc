#include "schema/rule_walk.h"

#include <string>

#include "schema/test_support.h"
#include "tests/catch.h"

namespace fleetlint::schema {
namespace {

/// A CRD whose spec has `properties` and the rules at its end.
std::string crd_with(std::string_view spec) {
  std::string text = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
)";
  std::string indent(14, ' ');
  std::string line;
  for (const char c : spec) {
    if (line.empty()) line = indent;
    line += c;
    if (c == '\n') {
      text += line;
      line.clear();
    }
  }
  return text;
}

std::string widget(std::string_view spec) {
  return "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: " + std::string(spec) + "\n";
}

struct Row {
  std::string_view spec;
  std::string_view findings;
};

TEST_CASE("rules see objects with their defaults, and report where the fieldPath points") {
  const std::string crd = crd_with(R"yaml(type: object
properties:
  min: {type: integer, default: 2}
  max: {type: integer}
  list: {type: array, items: {type: object, properties: {name: {type: string}}, x-kubernetes-validations: [{rule: self.name != 'x'}]}}
x-kubernetes-validations:
  - {rule: "!has(self.max) || self.min <= self.max", message: max is below min, fieldPath: .max}
  - {rule: self.min < 10, messageExpression: "'min is ' + string(self.min)"}
)yaml");
  const Row row = GENERATE(
      Row{"{}", ""}, Row{"{max: 2}", ""},
      Row{"{max: 1}", "rule-failed spec.max: spec breaks a rule of its schema: max is below min\n"},
      Row{"{min: 12}", "rule-failed spec: spec breaks a rule of its schema: min is 12\n"},
      Row{"{list: [{name: y}, {name: x}]}",
          "rule-failed spec.list[1]: list[1] breaks a rule of its schema: failed rule: self.name != 'x'\n"},
      Row{"{list: [{}]}",
          "rule-failed spec.list[0]: list[0] cannot be checked by the rule \"self.name != 'x'\": no such "
          "key: "
          "\"name\"; test it with has() first\n"});
  TestTexts texts;
  CHECK(texts.findings(widget(row.spec), 1000, crd) == row.findings);
}

TEST_CASE("rules wait until the form is right, and transition rules for a change") {
  const std::string crd = crd_with(R"yaml(type: object
properties:
  size: {type: integer}
x-kubernetes-validations:
  - {rule: self.size > 3}
  - {rule: self.size == oldSelf.size}
  - {rule: "!oldSelf.hasValue() && self.size == 7 ? false : true", optionalOldSelf: true, message: not seven}
)yaml");
  const Row row = GENERATE(
      Row{"{size: 4}", ""},
      Row{"{size: big}", "wrong-type spec.size: size must be an integer, but is the string \"big\"\n"},
      Row{"{size: 7}", "rule-failed spec: spec breaks a rule of its schema: not seven\n"});
  TestTexts texts;
  CHECK(texts.findings(widget(row.spec), 1000, crd) == row.findings);
}

TEST_CASE("a rule that never ends is cut off") {
  const std::string crd = crd_with(R"yaml(type: object
properties:
  list: {type: array, items: {type: integer}}
x-kubernetes-validations:
  - {rule: "self.list.all(a, self.list.all(b, self.list.all(c, self.list.all(d, a + b + c + d >= 0))))"}
)yaml");
  std::string list = "{list: [";
  for (int i = 0; i < 200; ++i) list += "1, ";
  TestTexts texts;
  const std::string findings = texts.findings(widget(list + "1]}"), 1000, crd);
  CHECK(findings.find("cost budget") != std::string::npos);
}

TEST_CASE("functions are those of the cluster's minor") {
  // sets is there since 1.29; a rule that does not compile is told at the CRD, not at objects.
  const std::string crd = crd_with(R"yaml(type: object
properties:
  list: {type: array, items: {type: string}}
x-kubernetes-validations:
  - {rule: "sets.contains(self.list, ['a'])"}
)yaml");
  TestTexts texts;
  CHECK(texts.findings(widget("{list: [b]}"), 28, crd).empty());
  CHECK(texts.findings(widget("{list: [b]}"), 30, crd) ==
        "rule-failed spec: spec breaks a rule of its schema: failed rule: sets.contains(self.list, ['a'])\n");
}

TEST_CASE("field paths") {
  std::string mistake;
  CHECK(parse_field_path(".spec.names['a-b'].c", &mistake) ==
        std::vector<std::string>{"spec", "names", "a-b", "c"});
  CHECK(mistake.empty());
  for (const std::string_view bad : {"spec", ".spec[0]", ".spec['a", ".a..b"}) {
    mistake.clear();
    CHECK(parse_field_path(bad, &mistake).empty());
    CHECK_FALSE(mistake.empty());
  }
}

}  // namespace
}  // namespace fleetlint::schema
