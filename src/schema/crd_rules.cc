#include "schema/crd_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "cel/cost.h"
#include "schema/check.h"
#include "schema/crd_defaults.h"
#include "yaml/place.h"

namespace fleetlint::schema {

namespace {

constexpr int kMaxDepth = 200;

// What Kubernetes lets one expression cost, and all of a version together.
constexpr std::uint64_t kExpressionLimit = 10'000'000;
constexpr std::uint64_t kSchemaLimit = 100'000'000;

std::uint64_t sum_of(std::uint64_t a, std::uint64_t b) { return a > UINT64_MAX - b ? UINT64_MAX : a + b; }

std::uint64_t product_of(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

/// How often the value may be there that a schema within this one declares; nothing: without bound.
using Count = std::optional<std::uint64_t>;

Count inner_count(yaml::Node schema, Count outer) {
  const std::string_view type = schema["type"].text();
  const bool is_map = type == "object" && schema["additionalProperties"];
  if (!is_map && type != "array") return outer;
  const std::optional<std::int64_t> most = schema[is_map ? "maxProperties" : "maxItems"].as_int();
  if (!most || !outer) return std::nullopt;
  return product_of(*outer, static_cast<std::uint64_t>(std::max<std::int64_t>(*most, 0)));
}

/// "2.3 times", "more than 100 times".
std::string times_over(std::uint64_t cost, std::uint64_t limit) {
  const double factor = static_cast<double>(cost) / static_cast<double>(limit);
  if (factor > 100) return "more than 100 times";
  return fmt::format("{:.{}f} times", factor, factor < 1.5 ? 3 : 1);
}

class CrdRules {
 public:
  CrdRules(const CrdVersion& version, int minor, const ServerReport& paths, diag::Collector& out)
      : compiled_(version.compiled()), book_(version.rules(minor)), paths_(paths), out_(out) {}

  /// A schema that declares a value, and what restricts it.
  /// `loose`: of what stands in a list or map whose values cannot be told apart over time.
  void visit(yaml::Node schema, bool is_object, Count count, bool loose, int depth) {
    const auto type = compiled_.types.find(schema.identity());
    if (!schema.is_mapping() || depth > kMaxDepth || type == compiled_.types.end()) return;
    if (!book_.has_rules(type->second)) return;
    const TypeRules& rules = book_.rules_of(type->second, type->second, is_object);
    if (rules.shape != nullptr) judge(schema, rules, count, loose);
    const Count inside = inner_count(schema, count);
    const bool loose_map = loose || schema["x-kubernetes-map-type"].text() == "atomic";
    const bool loose_list = loose || schema["x-kubernetes-list-type"].text() != "map";
    for (const yaml::Entry& entry : schema["properties"].entries()) {
      if (is_object && entry.key.text() == "metadata") continue;
      inner(entry.value, inside, loose_map, depth);
    }
    inner(schema["items"], inside, loose_list, depth);
    inner(schema["additionalProperties"], inside, loose_map, depth);
  }

  /// Of all rules that were looked at, where none is too much alone.
  void judge_total(yaml::Node schema) {
    if (total_ <= kSchemaLimit || has_expensive_) return;
    report(schema, fmt::format("all rules of this schema together may cost {} what Kubernetes allows for one "
                               "version; bound the lists, maps and strings that they look at with maxItems, "
                               "maxProperties and maxLength",
                               times_over(total_, kSchemaLimit)));
  }

 private:
  void inner(yaml::Node schema, Count count, bool loose, int depth) {
    visit(schema, schema["x-kubernetes-embedded-resource"].as_bool().value_or(false), count, loose,
          depth + 1);
  }

  /// What the rules may cost: of a value that may be there any number of times, as often as it
  /// fits into a request.
  void judge_cost(yaml::Node written, const CompiledRule& rule, const cel::Shape& shape, Count count) {
    if (rule.program) {
      const std::uint64_t often = count.value_or(ShapeSet::kMaxRequest / (shape.min_bytes() + 1));
      const std::uint64_t cost = product_of(cel::worst_cost(*rule.program, shape), often);
      total_ = sum_of(total_, cost);
      if (cost > kExpressionLimit) too_expensive(written["rule"], "rule", rule.text, cost);
    }
    if (rule.message_program) {
      const std::uint64_t cost = cel::worst_cost(*rule.message_program, shape);
      total_ = sum_of(total_, cost);
      const yaml::Node text = written["messageExpression"];
      if (cost > kExpressionLimit) too_expensive(text, "messageExpression", text.text(), cost);
    }
  }

  void too_expensive(yaml::Node place, std::string_view what, std::string_view text, std::uint64_t cost) {
    has_expensive_ = true;
    report(place,
           fmt::format("{} {} may cost {} what Kubernetes allows; bound the lists, maps and strings that "
                       "it looks at with maxItems, maxProperties and maxLength, or make it simpler",
                       what, quote(text), times_over(cost, kExpressionLimit)));
  }

  void judge_old(yaml::Node written, const CompiledRule& rule, bool loose) {
    if (!rule.program) return;
    if (rule.uses_old && loose) {
      report(
          written["rule"],
          fmt::format("rule {} uses oldSelf, but in a list without x-kubernetes-list-type: map, or an atomic "
                      "map, a value cannot be found again in the old object",
                      quote(rule.text)));
    } else if (!rule.uses_old && written["optionalOldSelf"]) {
      report(written["optionalOldSelf"],
             fmt::format("optionalOldSelf is set, but rule {} does not use oldSelf; remove it",
                         quote(rule.text)));
    }
  }

  void judge(yaml::Node schema, const TypeRules& rules, Count count, bool loose) {
    std::size_t index = 0;
    for (const yaml::Node written : schema["x-kubernetes-validations"].items()) {
      if (!written["rule"].is_string()) continue;
      if (index >= rules.rules.size()) return;
      const CompiledRule& rule = rules.rules[index++];
      judge_cost(written, rule, *rules.shape, count);
      judge_old(written, rule, loose);
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
  std::uint64_t total_ = 0;
  bool has_expensive_ = false;
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
  for (const std::unique_ptr<CrdVersion>& version : crd->versions) {
    CrdRules rules(*version, set.minor(), paths, out);
    rules.visit(version->schema(), true, 1, false, 0);
    rules.judge_total(version->schema());
    check_crd_defaults(*version, set.minor(), object, prefix, out);
  }
}

}  // namespace fleetlint::schema
