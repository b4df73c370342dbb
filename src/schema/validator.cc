#include "schema/validator.h"

#include <algorithm>
#include <string>

#include "base/strings.h"
#include "schema/check.h"
#include "schema/crd_rules.h"
#include "schema/inner_schemas.h"
#include "schema/rule_walk.h"
#include "schema/schema_set.h"
#include "schema/walk.h"

namespace fleetlint::schema {

namespace {

/// kind: List, and ConfigMapList and the like where no kind of that name is known.
bool is_list(const SchemaSet& set, const kube::Object& object) {
  return object.kind().ends_with("List") && object["items"].is_sequence() &&
         set.find(object.group(), object.version(), object.kind()).tables == nullptr;
}

/// The types of the schema, then its rules.
void check_by_schema(const SchemaSet& set, const SchemaSet::Found& found, const kube::Object& object,
                     const Step* step, diag::Collector& out, Notes* notes, CleanSet* clean) {
  Walk::Context context;
  context.clean = clean;
  context.tables = found.tables;
  context.minors = set.minors();
  context.kind = object.kind();
  context.trusted = found.native || found.from_fleet;
  context.hides_values = object.is("", "Secret");
  context.has_status = found.has_status;
  Walk(context, out).check_object(found.type, object.node(), step, found.native);
  if (found.native) check_inner_schemas(context, found.type, object, step, out);
  // What is wrong in form is so whatever rules say of it, and would be said twice.
  const bool is_broken = std::ranges::any_of(
      out.findings(), [](const diag::Finding& finding) { return finding.rule != "schema/invalid-value"; });
  RuleBook* book = set.rules(found);
  if (is_broken || book == nullptr) return;
  RuleWalk rules(context, *book, out);
  rules.check(found.type, object.node(), {}, step, true);
  if (notes != nullptr) notes->transition_rules += rules.waiting();
}

/// Metadata is the same in any kind. What else it may hold is not asked of kinds that nobody knows.
void check_metadata_types(const SchemaSet& set, const kube::Object& object, const Step* step,
                          diag::Collector& out) {
  const Tables& tables = bundled_tables();
  Walk::Context context;
  context.tables = &tables;
  context.minors = set.minors();
  context.kind = object.kind();
  const Step metadata{step, "metadata"};
  diag::Collector found;
  Walk(context, found).check_value(tables.object_meta, object["metadata"], &metadata);
  std::vector<diag::Finding> kept;
  for (const diag::Finding& finding : found.findings()) {
    if (finding.rule == "schema/wrong-type") kept.push_back(finding);
  }
  out.add_all(kept);
}

/// For findings: a name that is far longer than any may be is cut, as each of very many
/// objects may have it.
diag::ObjectRef short_ref(const kube::Object& object) {
  constexpr std::size_t kLongest = 1000;
  diag::ObjectRef ref = object.ref();
  if (ref.name.size() > kLongest) ref.name = quote(ref.name, kLongest);
  return ref;
}

/// The schemas and rules of a CRD are compiled once, also where labels make several objects of it.
void check_rules_of_crd(const SchemaSet& set, const kube::Object& object, const Step* step,
                        diag::Collector& out, CleanSet* clean) {
  if (!object.is("apiextensions.k8s.io", "CustomResourceDefinition")) return;
  const CleanSet::Key key{object["spec"].identity(), nullptr, 0, set.minors(), false};
  const bool remembers = clean != nullptr && object["spec"].is_mapping() && object.version() == "v1";
  if (remembers && clean->has(key)) return;
  const std::size_t findings = out.findings().size();
  check_crd_rules(set, object, path_text(step), out);
  if (remembers && out.findings().size() == findings) clean->add(key);
}

void validate_at(const SchemaSet& set, const kube::Object& object, const Step* step, diag::Collector& out,
                 Notes* notes, CleanSet* clean) {
  const SchemaSet::Found found = set.find(object.group(), object.version(), object.kind());
  diag::Collector own;
  own.set_object(short_ref(object));
  if (found.tables != nullptr) {
    check_by_schema(set, found, object, step, own, notes, clean);
  } else {
    report_unknown_kind(set, object, own);
    check_metadata_types(set, object, step, own);
  }
  check_as_server(object, set.minor(), path_text(step), own);
  check_rules_of_crd(set, object, step, own, clean);
  out.add_all(own.findings());
}

void validate_all(const SchemaSet& set, const kube::Object& object, diag::Collector& out, Notes* notes,
                  CleanSet* clean) {
  // What has no kind is no object; who reads it says so.
  if (object.kind().empty() || object.api_version().empty()) return;
  if (!is_list(set, object)) {
    validate_at(set, object, nullptr, out, notes, clean);
    return;
  }
  const Step items{nullptr, "items", 0, false};
  std::size_t index = 0;
  for (const yaml::Node item : object["items"].items()) {
    const Step step{&items, {}, index++, true};
    if (const kube::Object inner(item); !inner.kind().empty())
      validate_at(set, inner, &step, out, notes, clean);
  }
}

}  // namespace

void validate(const SchemaSet& set, const kube::Object& object, diag::Collector& out, Notes* notes) {
  validate_all(set, object, out, notes, nullptr);
}

void validate(const SchemaSet& set, const kube::Object& object, diag::Collector& out, Notes* notes,
              CleanSet& clean) {
  validate_all(set, object, out, notes, &clean);
}

}  // namespace fleetlint::schema
