#include "schema/json_schema.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "yaml/emit.h"
#include "yaml/scalar.h"

namespace fleetlint::schema {

namespace {

/// Schemas of real CRDs nest some thirty deep; the server refuses much deeper ones.
constexpr int kMaxDepth = 200;

constexpr std::array kNumberFacets = {
    std::pair{std::string_view("multipleOf"), Facet::multiple_of},
    std::pair{std::string_view("minLength"), Facet::min_length},
    std::pair{std::string_view("maxLength"), Facet::max_length},
    std::pair{std::string_view("minItems"), Facet::min_items},
    std::pair{std::string_view("maxItems"), Facet::max_items},
    std::pair{std::string_view("minProperties"), Facet::min_properties},
    std::pair{std::string_view("maxProperties"), Facet::max_properties},
};

constexpr std::array kLogicFacets = {
    std::pair{std::string_view("allOf"), Facet::all_of},
    std::pair{std::string_view("anyOf"), Facet::any_of},
    std::pair{std::string_view("oneOf"), Facet::one_of},
};

bool is_true(yaml::Node node) { return node.as_bool().value_or(false); }

class Compiler {
 public:
  Compiler(TableBuilder& builder, const JsonSchemaOptions& options) : builder_(builder), options_(options) {}

  std::uint32_t add(yaml::Node schema, bool judge_only, int depth) {
    TypeDraft type;
    if (!schema.is_mapping() || depth > kMaxDepth) {
      type.flags = kOpen | kNullable;
      return builder_.add(type);
    }
    if (judge_only) type.flags |= kJudgeOnly;
    if (options_.keep_unknown || is_true(schema["x-kubernetes-preserve-unknown-fields"])) type.flags |= kOpen;
    if (is_true(schema["nullable"])) type.flags |= kNullable;
    if (is_true(schema["x-kubernetes-embedded-resource"])) type.flags |= kEmbedded;
    set_base(type, schema);
    add_children(type, schema, judge_only, depth);
    add_facets(type, schema);
    if (type.base != Base::int_or_string) add_logic_at(type, schema, depth);
    const std::uint32_t made = builder_.add(type);
    if (options_.types != nullptr && !judge_only) options_.types->emplace(schema.identity(), made);
    return made;
  }

  void add_logic_at(TypeDraft& type, yaml::Node schema, int depth) {
    for (const auto& [word, facet] : kLogicFacets) {
      std::vector<std::uint32_t> types;
      for (const yaml::Node branch : schema[word].items()) types.push_back(add(branch, true, depth + 1));
      if (!types.empty()) builder_.add_facet(type, facet, types);
    }
    if (const yaml::Node branch = schema["not"]; branch.is_mapping()) {
      builder_.add_facet(type, Facet::not_, {add(branch, true, depth + 1)});
    }
  }

 private:
  /// Of a map that says nothing of its values: whatever they are, no field in them is known.
  std::uint32_t any_value(bool judge_only) {
    TypeDraft type;
    type.flags = kNullable;
    if (judge_only) type.flags |= kJudgeOnly;
    if (options_.keep_unknown) type.flags |= kOpen;
    return builder_.add(type);
  }

  static void set_base(TypeDraft& type, yaml::Node schema) {
    const std::string_view word = schema["type"].text();
    if (is_true(schema["x-kubernetes-int-or-string"]))
      type.base = Base::int_or_string;
    else if (word == "string")
      type.base = Base::string;
    else if (word == "integer")
      type.base = Base::integer;
    else if (word == "number")
      type.base = Base::number;
    else if (word == "boolean")
      type.base = Base::boolean;
    else if (word == "object")
      type.base = Base::object;
    else if (word == "array")
      type.base = Base::array;
  }

  void add_children(TypeDraft& type, yaml::Node schema, bool judge_only, int depth) {
    std::vector<std::string_view> required;
    for (const yaml::Node name : schema["required"].items()) required.push_back(name.text());
    const auto is_required = [&](std::string_view name) {
      return std::ranges::find(required, name) != required.end();
    };

    const yaml::Node properties = schema["properties"];
    const bool is_object = (depth == 0 && options_.whole_object) || (type.flags & kEmbedded) != 0;
    for (const yaml::Entry& entry : properties.entries()) {
      const bool has_default = !judge_only && entry.value["default"] && !entry.value["default"].is_null();
      const bool only_judges = judge_only || (is_object && entry.key.text() == "metadata");
      type.fields.push_back({std::string(entry.key.text()), add(entry.value, only_judges, depth + 1),
                             kAllMinors,
                             is_required(entry.key.text()) && !has_default ? kAllMinors : MinorMask{0}});
    }
    for (std::size_t i = 0; i < required.size(); ++i) {
      const bool is_repeated = std::find(required.begin(), required.begin() + static_cast<std::ptrdiff_t>(i),
                                         required[i]) != required.begin() + static_cast<std::ptrdiff_t>(i);
      if (is_repeated || properties.find(required[i]) != nullptr) continue;
      type.fields.push_back(
          {std::string(required[i]), add({}, judge_only, depth + 1), kAllMinors, kAllMinors});
    }

    if (const yaml::Node items = schema["items"]; items) type.element = add(items, judge_only, depth + 1);
    const yaml::Node additional = schema["additionalProperties"];
    if (additional.is_mapping() || additional.as_bool()) {
      type.flags |= kMap;
      type.element = additional.is_mapping() ? add(additional, judge_only, depth + 1) : any_value(judge_only);
    }
  }

  void add_facets(TypeDraft& type, yaml::Node schema) {
    if (const yaml::Node format = schema["format"]; format.is_string()) {
      builder_.add_facet(type, Facet::format, {builder_.text(format.text())});
    }
    if (const yaml::Node pattern = schema["pattern"]; pattern.is_string()) {
      builder_.add_facet(type, Facet::pattern, {builder_.text(pattern.text())});
    }
    std::vector<std::uint32_t> values;
    for (const yaml::Node value : schema["enum"].items()) add_scalar_value(builder_, values, value);
    if (!values.empty()) builder_.add_facet(type, Facet::enumeration, values);
    if (const auto minimum = schema["minimum"].as_double()) {
      builder_.add_number(
          type, is_true(schema["exclusiveMinimum"]) ? Facet::exclusive_minimum : Facet::minimum, *minimum);
    }
    if (const auto maximum = schema["maximum"].as_double()) {
      builder_.add_number(
          type, is_true(schema["exclusiveMaximum"]) ? Facet::exclusive_maximum : Facet::maximum, *maximum);
    }
    for (const auto& [word, facet] : kNumberFacets) {
      if (const auto number = schema[word].as_double()) builder_.add_number(type, facet, *number);
    }
    if (is_true(schema["uniqueItems"])) builder_.add_facet(type, Facet::unique_items);

    const std::string_view list_type = schema["x-kubernetes-list-type"].text();
    if (list_type == "set") type.flags |= kListSet;
    if (list_type == "map") {
      type.flags |= kListMap;
      std::vector<std::uint32_t> keys;
      for (const yaml::Node key : schema["x-kubernetes-list-map-keys"].items())
        keys.push_back(builder_.text(key.text()));
      if (!keys.empty()) builder_.add_facet(type, Facet::list_keys, keys);
    }
    if (const yaml::Node value = schema["default"]; value && !value.is_null()) {
      add_default(builder_, type, value);
    }
    for (const yaml::Node rule : schema["x-kubernetes-validations"].items()) {
      if (rule["rule"].is_string()) builder_.add_rule(type, rule);
    }
  }

  TableBuilder& builder_;
  const JsonSchemaOptions& options_;
};

}  // namespace

std::uint32_t add_json_schema(TableBuilder& builder, yaml::Node schema, const JsonSchemaOptions& options) {
  return Compiler(builder, options).add(schema, options.judge_only, 0);
}

void add_logic(TableBuilder& builder, TypeDraft& type, yaml::Node schema) {
  const JsonSchemaOptions options;
  Compiler(builder, options).add_logic_at(type, schema, 0);
}

void add_default(TableBuilder& builder, TypeDraft& type, yaml::Node value) {
  std::vector<std::uint32_t> words;
  if (value.is_scalar())
    add_scalar_value(builder, words, value);
  else
    words.push_back(builder.text(yaml::to_json(value, false)));
  builder.add_facet(type, Facet::default_value, words);
}

void add_scalar_value(TableBuilder& builder, std::vector<std::uint32_t>& words, yaml::Node scalar) {
  const bool is_number = scalar.kind() == yaml::Kind::integer || scalar.kind() == yaml::Kind::floating;
  builder.add_value(words, scalar.kind(), is_number ? yaml::json_number(scalar) : std::string(scalar.text()));
}

}  // namespace fleetlint::schema
