#include "schema/crd_defaults.h"

#include <fmt/format.h>

#include "schema/check.h"
#include "schema/rule_walk.h"
#include "schema/walk.h"
#include "yaml/place.h"

namespace fleetlint::schema {

namespace {

constexpr int kMaxDepth = 200;

class Defaults {
 public:
  Defaults(const CrdVersion& version, int minor, const ServerReport& paths, diag::Collector& out)
      : version_(version), compiled_(version.compiled()), minor_(minor), paths_(paths), out_(out) {}

  void visit(yaml::Node schema, bool is_root, int depth) {
    if (!schema.is_mapping() || depth > kMaxDepth) return;
    for (const yaml::Entry& entry : schema["properties"].entries()) {
      if (is_root && entry.key.text() == "metadata") continue;
      if (entry.value["default"]) judge(entry.value);
      visit(entry.value, false, depth + 1);
    }
    visit(schema["items"], false, depth + 1);
    visit(schema["additionalProperties"], false, depth + 1);
  }

 private:
  void judge(yaml::Node schema) {
    const yaml::Node value = schema["default"];
    const auto type = compiled_.types.find(schema.identity());
    // null is taken out before it is looked at.
    if (type == compiled_.types.end() || value.is_null() || !is_known(value)) return;
    Walk::Context context;
    context.tables = &compiled_.tables;
    context.kind = "CustomResourceDefinition";
    const Step step{nullptr, "default"};
    diag::Collector found;
    Walk(context, found).check_value(type->second, value, &step);
    if (found.findings().empty() && version_.rules(minor_).has_rules(type->second))
      RuleWalk(context, version_.rules(minor_), found).check(type->second, value, {}, &step, false);
    for (const diag::Finding& finding : found.findings()) {
      if (finding.rule == "schema/duplicate-entry")
        continue;  // of sets and maps the server asks it of objects only
      diag::Finding& made = out_.add("schema/crd-not-structural", at(value),
                                     fmt::format("the default is not valid itself: {}", finding.message));
      made.primary = finding.primary;
      made.object_path = paths_.path_of(value);
    }
  }

  const CrdVersion& version_;
  const CrdVersion::Compiled& compiled_;
  int minor_;
  const ServerReport& paths_;
  diag::Collector& out_;
};

}  // namespace

void check_crd_defaults(const CrdVersion& version, int minor, const kube::Object& object,
                        const std::string& prefix, diag::Collector& out) {
  const ServerReport paths(object, prefix, out);
  Defaults(version, minor, paths, out).visit(version.schema(), true, 0);
}

}  // namespace fleetlint::schema
