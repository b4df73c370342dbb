#include "schema/crd_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "schema/check.h"
#include "yaml/place.h"

namespace fleetlint::schema {

namespace {

constexpr int kMaxDepth = 200;

class CrdRules {
 public:
  CrdRules(const CrdVersion& version, int minor, const ServerReport& paths, diag::Collector& out)
      : compiled_(version.compiled()), book_(version.rules(minor)), paths_(paths), out_(out) {}

  /// A schema that declares a value, and what restricts it.
  void visit(yaml::Node schema, bool is_object, int depth) {
    const auto type = compiled_.types.find(schema.identity());
    if (!schema.is_mapping() || depth > kMaxDepth || type == compiled_.types.end()) return;
    if (!book_.has_rules(type->second)) return;
    const TypeRules& rules = book_.rules_of(type->second, type->second, is_object);
    if (rules.shape != nullptr) judge(schema, rules);
    for (const yaml::Entry& entry : schema["properties"].entries()) {
      if (is_object && entry.key.text() == "metadata") continue;
      inner(entry.value, depth);
    }
    inner(schema["items"], depth);
    inner(schema["additionalProperties"], depth);
  }

 private:
  void inner(yaml::Node schema, int depth) {
    visit(schema, schema["x-kubernetes-embedded-resource"].as_bool().value_or(false), depth + 1);
  }

  void judge(yaml::Node schema, const TypeRules& rules) {
    std::size_t index = 0;
    for (const yaml::Node written : schema["x-kubernetes-validations"].items()) {
      if (!written["rule"].is_string()) continue;
      if (index >= rules.rules.size()) return;
      const CompiledRule& rule = rules.rules[index++];
      if (!rule.mistake.empty())
        report(written["rule"], fmt::format("rule {} does not compile: {}", quote(rule.text), rule.mistake));
      if (!rule.message_mistake.empty()) {
        const yaml::Node expression = written["messageExpression"];
        report(expression, fmt::format("messageExpression {} does not compile: {}", quote(expression.text()),
                                       rule.message_mistake));
      }
      if (!rule.path_mistake.empty())
        report(written["fieldPath"], rule.path_mistake);
      else
        check_field_path(schema, written["fieldPath"], rule.field_path);
    }
  }

  void check_field_path(yaml::Node schema, yaml::Node place, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
      const yaml::Node field = schema["properties"][key];
      const yaml::Node any = schema["additionalProperties"];
      if (!field && !any.is_mapping()) {
        report(place,
               fmt::format("fieldPath names the field {}, which the schema does not declare", quote(key)));
        return;
      }
      schema = field ? field : any;
    }
  }

  void report(yaml::Node place, std::string message) {
    if (!is_known(place)) return;
    out_.add("schema/crd-rule-invalid", at(place), std::move(message)).object_path = paths_.path_of(place);
  }

  const CrdVersion::Compiled& compiled_;
  RuleBook& book_;
  const ServerReport& paths_;
  diag::Collector& out_;
};

}  // namespace

void check_crd_rules(const SchemaSet& set, const kube::Object& object, const std::string& prefix,
                     diag::Collector& out) {
  if (!object.is("apiextensions.k8s.io", "CustomResourceDefinition") || object.version() != "v1") return;
  // Of a CRD that another unit of the cluster brings again, the other one is looked at there.
  const Crd* known = set.find_crd(object["spec"]["group"].text(), object["spec"]["names"]["kind"].text());
  std::shared_ptr<const Crd> own;
  if (known == nullptr || !same(known->spec, object["spec"])) own = read_crd(object.node());
  const Crd* crd = own ? own.get() : known;
  if (crd == nullptr) return;
  const ServerReport paths(object, prefix, out);
  for (const std::unique_ptr<CrdVersion>& version : crd->versions)
    CrdRules(*version, set.minor(), paths, out).visit(version->schema(), true, 0);
}

}  // namespace fleetlint::schema
