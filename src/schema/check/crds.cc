// CustomResourceDefinitions: names, versions, and a schema that is structural.
//
// "Structural" as the API server asks it of apiextensions.k8s.io/v1: every value has a
// type, what allOf and its kin say only restricts what is declared beside them, and the
// words that contradict pruning and defaulting are not used. The CEL rules in a schema are
// compiled where the CRD of a cluster is validated (crd_rules.h).
#include "schema/check.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "schema/pattern.h"

namespace fleetlint::schema {

namespace {

constexpr int kMaxDepth = 200;

/// What may not be used in any schema of a CRD.
constexpr std::array<std::string_view, 8> kForbidden = {
    "$ref",    "definitions", "dependencies", "patternProperties", "additionalItems",
    "$schema", "id",          "deprecated"};
/// What may not be said below allOf, anyOf, oneOf and not.
constexpr std::array<std::string_view, 11> kForbiddenInLogic = {"additionalProperties",
                                                                "type",
                                                                "description",
                                                                "title",
                                                                "default",
                                                                "nullable",
                                                                "x-kubernetes-preserve-unknown-fields",
                                                                "x-kubernetes-embedded-resource",
                                                                "x-kubernetes-int-or-string",
                                                                "x-kubernetes-list-type",
                                                                "x-kubernetes-list-map-keys"};
constexpr std::array<std::string_view, 6> kTypes = {"object",  "array",  "string",
                                                    "integer", "number", "boolean"};

bool is_true(yaml::Node node) { return node.as_bool().value_or(false); }

class SchemaCheck {
 public:
  explicit SchemaCheck(ServerReport& out) : out_(out) {}

  void root(yaml::Node schema) {
    if (schema["type"].text() != "object" && is_known(schema["type"])) {
      out_.not_structural(schema["type"] ? schema["type"] : schema,
                          "the schema's type must be \"object\" at its top");
    }
    if (is_true(schema["nullable"]))
      out_.not_structural(schema["nullable"], "nullable cannot be true at the top of the schema; remove it");
    value(schema, 0, true);
  }

 private:
  /// A schema that declares a value.
  void value(yaml::Node schema, int depth, bool is_root) {
    if (!schema.is_mapping() || depth > kMaxDepth) return;
    common(schema);
    const std::string_view type = schema["type"].text();
    const bool is_any_type = is_true(schema["x-kubernetes-int-or-string"]) ||
                             is_true(schema["x-kubernetes-preserve-unknown-fields"]);
    if (type.empty() && !is_any_type && is_known(schema["type"]))
      out_.not_structural(
          schema, "the schema declares no type; add it, or x-kubernetes-preserve-unknown-fields: true");
    if (!type.empty() && std::ranges::find(kTypes, type) == kTypes.end() && is_known(schema["type"]))
      out_.not_structural(schema["type"],
                          fmt::format("there is no type {}{}", quote(type), did_you_mean(type, kTypes)));
    if (is_true(schema["x-kubernetes-int-or-string"])) {
      for (const std::string_view word :
           {"x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"}) {
        if (is_true(schema[word]))
          out_.not_structural(schema[word],
                              fmt::format("{} stands beside x-kubernetes-int-or-string; remove one "
                                          "of them",
                                          word));
      }
    }
    if (const yaml::Node keep = schema["x-kubernetes-preserve-unknown-fields"]; keep.as_bool() == false)
      out_.not_structural(keep, "x-kubernetes-preserve-unknown-fields may only be true; remove it");
    if (is_true(schema["x-kubernetes-embedded-resource"])) {
      if (type != "object")
        out_.not_structural(schema, "x-kubernetes-embedded-resource needs the type object");
      if (!is_true(schema["x-kubernetes-preserve-unknown-fields"]) && schema["properties"].entries().empty())
        out_.not_structural(
            schema,
            "x-kubernetes-embedded-resource needs properties or x-kubernetes-preserve-unknown-fields: true");
    }
    const yaml::Node additional = schema["additionalProperties"];
    if (additional.as_bool() == false)
      out_.not_structural(
          additional, "additionalProperties cannot be false; unknown fields are pruned anyway, remove it");
    if (!additional.is_null() && additional && !schema["properties"].entries().empty())
      out_.not_structural(additional,
                          "additionalProperties stands beside properties; only one of them can be declared");
    if (type == "array" && !schema["items"]) out_.not_structural(schema, "an array needs items");
    if (schema["items"].is_sequence())
      out_.not_structural(schema["items"], "items must be one schema, no list of them");
    list_type(schema, type);
    if (schema["x-kubernetes-map-type"] && type != "object" && is_known(schema["type"]))
      out_.not_structural(schema["x-kubernetes-map-type"], "x-kubernetes-map-type needs the type object");
    rules(schema, type);
    for (const yaml::Entry& entry : schema["properties"].entries()) {
      if (is_root && entry.key.text() == "metadata")
        metadata(entry.value);
      else
        value(entry.value, depth + 1, false);
    }
    if (schema["items"].is_mapping()) value(schema["items"], depth + 1, false);
    if (additional.is_mapping()) value(additional, depth + 1, false);
    logic(schema, schema, depth);
  }

  /// What is asked of rules beside their expressions.
  void rules(yaml::Node schema, std::string_view type) {
    for (const yaml::Node rule : schema["x-kubernetes-validations"].items()) {
      const auto has_break = [](yaml::Node text) {
        return text.text().find_first_of("\r\n") != std::string_view::npos;
      };
      if (rule["rule"].is_string() && trim(rule["rule"].text()).empty() && is_known(rule["rule"]))
        out_.required(rule["rule"], "rule is empty; write the expression that must hold");
      if (type.empty() && !is_true(schema["x-kubernetes-int-or-string"]) && is_known(schema["type"]))
        out_.not_structural(rule, "a rule needs a value with a type to speak of");
      const yaml::Node message = rule["message"];
      if (message.is_string() && trim(message.text()).empty() && is_known(message))
        out_.invalid(message, "message is empty; say what is wrong, or leave it out");
      else if (has_break(message))
        out_.invalid(message, "message must not have line breaks");
      // Without a message, the expression is shown in its place.
      if (has_break(yaml::Node(rule["rule"])) &&
          trim(rule["rule"].text()).find('\n') != std::string_view::npos && !message && is_known(message))
        out_.required(rule, "required field \"message\" is missing; a rule of several lines needs it");
      constexpr std::array<std::string_view, 4> kReasons = {"FieldValueInvalid", "FieldValueForbidden",
                                                            "FieldValueRequired", "FieldValueDuplicate"};
      const auto reason = known_text(rule["reason"]);
      if (reason && std::ranges::find(kReasons, *reason) == kReasons.end())
        out_.invalid(rule["reason"],
                     fmt::format("there is no reason {}{}", quote(*reason), did_you_mean(*reason, kReasons)));
    }
  }

  void common(yaml::Node schema) {
    for (const std::string_view word : kForbidden) {
      if (const yaml::Entry* entry = schema.find(word))
        out_.not_structural_key(*entry, fmt::format("{} cannot be used in a CRD; remove it", quote(word)));
    }
    if (is_true(schema["uniqueItems"]))
      out_.not_structural(schema["uniqueItems"],
                          "uniqueItems cannot be true; use x-kubernetes-list-type: set");
    if (const auto pattern = known_text(schema["pattern"])) {
      if (const std::string_view mistake = pattern_mistake(*pattern); !mistake.empty())
        out_.not_structural(
            schema["pattern"],
            fmt::format("the pattern {} is no regular expression of RE2: {}", quote(*pattern), mistake));
    }
  }

  void list_type(yaml::Node schema, std::string_view type) {
    const yaml::Node word = schema["x-kubernetes-list-type"];
    const yaml::Node keys = schema["x-kubernetes-list-map-keys"];
    if (const auto text = known_text(word)) {
      if (*text != "atomic" && *text != "set" && *text != "map")
        out_.not_structural(
            word, fmt::format("x-kubernetes-list-type is {}, but must be atomic, set or map", quote(*text)));
      else if (type != "array")
        out_.not_structural(word, "x-kubernetes-list-type needs the type array");
      else if (*text == "map" && keys.items().empty())
        out_.not_structural(word, "x-kubernetes-list-type map needs x-kubernetes-list-map-keys");
    }
    if (keys && word.text() != "map" && is_known(word))
      out_.not_structural(keys, "x-kubernetes-list-map-keys is only for x-kubernetes-list-type: map");
    const yaml::Node items = schema["items"];
    if (word.text() == "set" && items["type"].text() == "object" &&
        items["x-kubernetes-map-type"].text() != "atomic" && is_known(items["x-kubernetes-map-type"]))
      out_.not_structural(items,
                          "the items of a set cannot change in part; add x-kubernetes-map-type: atomic");
    if (word.text() == "set" && items["type"].text() == "array" && items["x-kubernetes-list-type"] &&
        items["x-kubernetes-list-type"].text() != "atomic" && is_known(items["x-kubernetes-list-type"]))
      out_.not_structural(items, "the items of a set cannot change in part; make their list type atomic");
    if (word.text() != "map") return;
    for (const yaml::Node key : keys.items()) {
      const auto name = known_text(key);
      if (!name) continue;
      const yaml::Node declared = items["properties"][*name];
      const bool is_required = std::ranges::any_of(items["required"].items(),
                                                   [&](yaml::Node field) { return field.text() == *name; });
      if (!declared)
        out_.not_structural(key, fmt::format("the key {} is no property of the items", quote(*name)));
      else if (is_true(declared["nullable"]))
        out_.not_structural(
            declared["nullable"],
            fmt::format("{} is a key of the list's items, so it cannot be null", quote(*name)));
      else if (!is_required && !declared["default"])
        out_.not_structural(
            key, fmt::format("the key {} must be required or have a default, so that each item has it",
                             quote(*name)));
    }
  }

  /// Metadata is Kubernetes' own; only names can be restricted.
  void metadata(yaml::Node schema) {
    for (const std::string_view word : {"default", "x-kubernetes-validations", "nullable", "required"}) {
      if (const yaml::Entry* entry = schema.find(word))
        out_.not_structural_key(*entry, fmt::format("{} cannot be said of metadata; remove it", word));
    }
    for (const yaml::Entry& entry : schema["properties"].entries()) {
      if (entry.key.text() != "name" && entry.key.text() != "generateName")
        out_.not_structural_key(entry, "of metadata only name and generateName can be restricted; remove it");
      else if (const yaml::Entry* value = entry.value.find("default"))
        out_.not_structural_key(*value, "metadata cannot have defaults; remove it");
    }
  }

  void logic(yaml::Node schema, yaml::Node declared, int depth) {
    const bool is_int_or_string = is_true(declared["x-kubernetes-int-or-string"]);
    for (const std::string_view word : {"allOf", "anyOf", "oneOf"}) {
      for (const yaml::Node branch : schema[word].items()) {
        // The one place where types stand below anyOf: both of an int-or-string.
        if (is_int_or_string) continue;
        restriction(branch, declared, depth + 1);
      }
    }
    if (const yaml::Node inner = schema["not"]; inner.is_mapping()) restriction(inner, declared, depth + 1);
  }

  /// A schema that only restricts what another one declares.
  void restriction(yaml::Node schema, yaml::Node declared, int depth) {
    if (!schema.is_mapping() || depth > kMaxDepth) return;
    common(schema);
    for (const std::string_view word : kForbiddenInLogic) {
      if (const yaml::Entry* entry = schema.find(word))
        out_.not_structural_key(
            *entry,
            fmt::format("{} cannot stand below allOf, anyOf, oneOf or not; say it in the schema around them",
                        word));
    }
    for (const yaml::Entry& entry : schema["properties"].entries()) {
      const yaml::Node inner = declared["properties"][entry.key];
      const yaml::Node any = declared["additionalProperties"];
      if (inner)
        restriction(entry.value, inner, depth + 1);
      else if (any.is_mapping())
        restriction(entry.value, any, depth + 1);
      else
        out_.not_structural_key(
            entry, fmt::format("the property {} is restricted here, but not declared in the schema around it",
                               quote(entry.key.text())));
    }
    if (schema["items"].is_mapping()) {
      if (declared["items"].is_mapping())
        restriction(schema["items"], declared["items"], depth + 1);
      else
        out_.not_structural(schema["items"],
                            "items are restricted here, but not declared in the schema around it");
    }
    logic(schema, declared, depth);
  }

  ServerReport& out_;
};

void check_versions(yaml::Node spec, ServerReport& out) {
  const yaml::Node versions = spec["versions"];
  std::vector<yaml::Node> names;
  yaml::Node stored;
  bool is_sure = true;
  for (const yaml::Node version : versions.items()) {
    check_text(out, version["name"], "name", dns1035_label_mistake);
    names.push_back(version["name"]);
    is_sure &= is_known(version["storage"]);
    if (is_true(version["storage"])) {
      if (stored)
        out.invalid(version["storage"], "a second version is the one that is stored; exactly one must be");
      stored = version;
    }
    if (!version["schema"]["openAPIV3Schema"].is_mapping())
      out.required(
          version,
          "required field \"openAPIV3Schema\" is missing in the version's schema; a CRD of v1 needs it");
    else
      SchemaCheck(out).root(version["schema"]["openAPIV3Schema"]);
  }
  check_unique(out, names, "the version");
  if (!stored && is_sure && !versions.items().empty())
    out.invalid(versions, "no version has storage: true; exactly one must be stored");
}

void run(const kube::Object& object, int, ServerReport& out) {
  if (!object.is("apiextensions.k8s.io", "CustomResourceDefinition")) return;
  const yaml::Node spec = object["spec"];
  if (!spec.is_mapping()) return;
  const yaml::Node names = spec["names"];
  const auto group = known_text(spec["group"]);
  const auto plural = known_text(names["plural"]);
  const auto name = known_text(object["metadata"]["name"]);
  check_text(out, spec["group"], "group", subdomain_mistake);
  check_text(out, names["plural"], "plural", dns1035_label_mistake);
  check_text(out, names["singular"], "singular", dns1035_label_mistake);
  for (const yaml::Node word : names["shortNames"].items())
    check_text(out, word, "shortName", dns1035_label_mistake);
  if (group && plural && name && *name != fmt::format("{}.{}", *plural, *group)) {
    out.invalid_name(object["metadata"]["name"],
                     fmt::format("the CRD is named {}, but must be named {} after its plural and group",
                                 quote(*name), quote(fmt::format("{}.{}", *plural, *group))));
  }
  const auto kind = known_text(names["kind"]);
  if (kind && names["listKind"].text() == *kind)
    out.invalid(names["listKind"],
                fmt::format("listKind is {}, which is the kind itself; use {}List", quote(*kind), *kind));
  const bool is_protected = group && (group->ends_with(".k8s.io") || group->ends_with(".kubernetes.io"));
  if (is_protected && object.version() == "v1" &&
      object.annotations()["api-approved.kubernetes.io"].text().empty()) {
    out.required(
        object["metadata"],
        fmt::format(
            "the group {} is Kubernetes' own, so the annotation \"api-approved.kubernetes.io\" is needed; "
            "set it to the URL of the approval or to \"unapproved\"",
            *group));
  }
  if (object.version() == "v1" && !is_true(spec["preserveUnknownFields"])) check_versions(spec, out);
}

}  // namespace

extern const ServerCheck check_crds;
const ServerCheck check_crds{run};

}  // namespace fleetlint::schema
