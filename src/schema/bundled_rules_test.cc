// The rules of the bundled CRDs: facts that nobody but the API server has compiled before.
#include <string>

#include "schema/schema_set.h"
#include "schema/test_support.h"
#include "tests/catch.h"

namespace fleetlint::schema {
namespace {

/// Compiles the rules of a type and of all in it.
void compile_all(const Tables& tables, RuleBook& book, std::uint32_t id, bool is_object, std::size_t* rules,
                 std::string* mistakes) {
  if (id == kNone || !book.has_rules(id)) return;
  const TypeRules& own = book.rules_of(id, id, is_object);
  for (const CompiledRule& rule : own.rules) {
    ++*rules;
    if (!rule.mistake.empty()) *mistakes += std::string(rule.text) + ": " + rule.mistake + "\n";
  }
  const TypeRecord& type = tables.types[id];
  for (const FieldRecord& field : tables.fields_of(type)) {
    if (is_object && tables.text(field.name) == "metadata") continue;
    compile_all(tables, book, field.type, (tables.types[field.type].flags & kEmbedded) != 0, rules, mistakes);
  }
  if (type.element != kNone)
    compile_all(tables, book, type.element, (tables.types[type.element].flags & kEmbedded) != 0, rules,
                mistakes);
}

TEST_CASE("every rule of the bundled CRDs compiles") {
  Catalog catalog;
  const SchemaSetPtr set = catalog.get(1000, {});
  const Tables& tables = bundled_tables();
  std::size_t rules = 0;
  std::string mistakes;
  for (const KindRecord& record : tables.kinds) {
    if ((record.flags & kBuiltIn) != 0) continue;
    const SchemaSet::Found found =
        set->find(tables.text(record.group), tables.text(record.version), tables.text(record.kind));
    RuleBook* book = set->rules(found);
    REQUIRE(book != nullptr);
    compile_all(tables, *book, record.type, true, &rules, &mistakes);
  }
  CHECK(rules > 500);
  CHECK(mistakes.empty());
  INFO(mistakes);
}

TEST_CASE("rules of bundled CRDs are applied, with less confidence") {
  TestTexts texts;
  const std::string route = R"(
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  rules:
    - backendRefs: [{name: web, port: 80}, {name: web-canary}]
)";
  CHECK(texts.findings(route).find("rule-failed spec.rules[0].backendRefs[1]: ") == 0);
}

}  // namespace
}  // namespace fleetlint::schema
