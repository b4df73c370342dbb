#include "schema/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "base/strings.h"
#include "yaml/place.h"
#include "yaml/scalar.h"

namespace fleetlint::schema {

namespace {

std::string_view name_of(Base base) {
  switch (base) {
    case Base::any: return "any value";
    case Base::string: return "a string";
    case Base::integer: return "an integer";
    case Base::number: return "a number";
    case Base::boolean: return "true or false";
    case Base::object: return "a mapping";
    case Base::array: return "a list";
    case Base::int_or_string: return "an integer or a string";
    case Base::quantity: return "a quantity";
  }
  return "";
}

bool is_whole(yaml::Node node) {
  if (node.kind() == yaml::Kind::integer) return true;
  if (node.kind() != yaml::Kind::floating) return false;
  const auto number = node.as_double();
  return number && std::isfinite(*number) && std::trunc(*number) == *number;
}

/// Does the value's kind fit? A whole number written as 1.0 or 1e3 is an integer:
/// it is on the wire.
bool has_base(Base base, yaml::Node node) {
  const yaml::Kind kind = node.kind();
  const bool is_number = kind == yaml::Kind::integer || kind == yaml::Kind::floating;
  switch (base) {
    case Base::any: return true;
    case Base::string: return kind == yaml::Kind::string;
    case Base::integer: return is_whole(node);
    case Base::number: return is_number;
    case Base::boolean: return kind == yaml::Kind::boolean;
    case Base::object: return kind == yaml::Kind::mapping;
    case Base::array: return kind == yaml::Kind::sequence;
    case Base::int_or_string: return kind == yaml::Kind::string || is_whole(node);
    case Base::quantity: return kind == yaml::Kind::string || is_number;
  }
  return true;
}

/// What a SOPS file holds in place of values that are decrypted before they are applied.
bool is_encrypted(yaml::Node node) { return node.is_string() && node.text().starts_with("ENC[AES256_GCM,"); }

bool is_sops_metadata(const yaml::Entry& entry) {
  return entry.key.text() == "sops" && entry.value["mac"] && entry.value["version"];
}

/// How to mend a scalar of the wrong kind, where that is plain.
std::string_view quoting_hint(Base base, yaml::Node node) {
  if (base == Base::string && node.is_scalar()) return "; put it in quotes";
  if (base == Base::array && !node.is_sequence()) return "; write it as a list item with a dash";
  if (!node.is_string()) return {};
  const yaml::Kind plain = yaml::resolve_plain(node.text(), yaml::Dialect::go_yaml_v2);
  const bool is_number =
      plain == yaml::Kind::integer || (plain == yaml::Kind::floating && base == Base::number);
  if ((base == Base::integer || base == Base::number) && is_number) return "; remove the quotes";
  if (base == Base::boolean && plain == yaml::Kind::boolean) return "; remove the quotes";
  return {};
}

}  // namespace

std::string path_text(const Step* step) {
  if (step == nullptr) return {};
  std::string text = path_text(step->up);
  if (step->is_index) return text + fmt::format("[{}]", step->index);
  if (step->key.find_first_of(".[]\"") != std::string_view::npos || step->key.empty()) {
    return text + fmt::format("[{}]", quote(step->key, std::string_view::npos));
  }
  if (!text.empty()) text += '.';
  return text + std::string(step->key);
}

std::string server_path_text(const Step* step) {
  if (step == nullptr) return {};
  std::string text = server_path_text(step->up);
  if (step->is_index) return text + fmt::format("[{}]", step->index);
  if (step->is_map_key) return text + fmt::format("[{}]", step->key);
  if (!text.empty()) text += '.';
  return text + std::string(step->key);
}

std::string name_text(const Step* step) {
  std::string indexes;
  while (step != nullptr && step->is_index) {
    indexes = fmt::format("[{}]", step->index) + indexes;
    step = step->up;
  }
  if (step == nullptr) return indexes.empty() ? "the object" : indexes;
  return std::string(step->key) + indexes;
}

void Walk::check_value(std::uint32_t type, yaml::Node node, const Step* step) {
  if (context_.only_lists) ++judging_;  // what else is wrong is counted, not told
  check(type, node, step);
  if (context_.only_lists) --judging_;
}

diag::Finding& Walk::report(std::string_view rule, diag::Place place, const Step* step, std::string message,
                            ErrorKind kind, const Step* server_step) {
  if (context_.errors != nullptr) {
    context_.errors->push_back({std::string(rule), kind,
                                server_path_text(server_step != nullptr ? server_step : step), message,
                                ServerError::Stage::schema});
  }
  diag::Finding& finding = out_.add(rule, std::move(place), std::move(message));
  finding.object_path = path_text(step);
  if (!context_.trusted) finding.confidence = diag::Confidence::medium;
  return finding;
}

std::string Walk::described(yaml::Node node) const {
  const bool hides = context_.hides_values;
  switch (node.kind()) {
    case yaml::Kind::null: return "null";
    case yaml::Kind::boolean: return fmt::format("the boolean {}", node.text());
    case yaml::Kind::integer: return hides ? "an integer" : fmt::format("the integer {}", node.text());
    case yaml::Kind::floating: return hides ? "a number" : fmt::format("the number {}", node.text());
    case yaml::Kind::string: return hides ? "a string" : fmt::format("the string {}", quote(node.text()));
    case yaml::Kind::sequence: return "a list";
    case yaml::Kind::mapping: return "a mapping";
  }
  return {};
}

std::string Walk::shown(yaml::Node node) const {
  if (context_.hides_values) return "the value";
  return node.is_string()   ? quote(node.text())
         : node.is_scalar() ? std::string(node.text())
                            : described(node);
}

void Walk::check_object(std::uint32_t type, yaml::Node node, const Step* step, bool native) {
  const TypeRecord& record = tables_->types[type];
  if (native || !node.is_mapping()) {
    check(type, node, step);
    return;
  }
  check_kind_fields(record, node, step);
  check_fields(record, node, step, true);
  check_facets(record, node, step);
}

/// apiVersion, kind and metadata of a custom resource or of an object inside one.
void Walk::check_kind_fields(const TypeRecord& type, yaml::Node node, const Step* step) {
  for (const std::string_view name : {std::string_view("apiVersion"), std::string_view("kind")}) {
    const yaml::Node value = node[name];
    const Step here{step, name, 0, false};
    if (value && !value.is_null() && !value.is_string()) {
      if (fails()) wrong_type(TypeRecord{.base = Base::string}, value, &here);
    } else if ((type.flags & kEmbedded) != 0 && shape_only_ == 0 && value.text().empty() && fails()) {
      report("schema/required-field", at(node), step,
             fmt::format("required field \"{}\" is missing in {}, which holds a whole object; add it", name,
                         name_text(step)),
             ErrorKind::required, &here);
    }
  }
  if (const yaml::Node metadata = node["metadata"]; metadata && judging_ == 0) {
    const Step here{step, "metadata", 0, false};
    const Tables* own = std::exchange(tables_, &bundled_tables());
    check(tables_->object_meta, metadata, &here);
    tables_ = own;
  }
}

/// Below the first few levels a part is rarely shared by itself, and remembering costs, too. Whoever judges
/// branches counts what it finds, and knows more than the type.
bool Walk::is_remembered(yaml::Node node, const Step* step) const {
  constexpr int kDeepest = 6;
  if (context_.clean == nullptr || context_.only_lists || context_.errors != nullptr) return false;
  if (judging_ != 0 || shape_ != nullptr || shape_only_ != 0 || step == nullptr) return false;
  if (node.items().size() + node.entries().size() < 2) return false;
  int depth = 0;
  for (const Step* up = step; up != nullptr && depth <= kDeepest; up = up->up) ++depth;
  return depth <= kDeepest;
}

void Walk::check(std::uint32_t type, yaml::Node node, const Step* step) {
  if (!is_remembered(node, step)) return check_afresh(type, node, step);
  const CleanSet::Key key{node.identity(), tables_, type, context_.minors, context_.keeps_nulls};
  if (context_.clean->has(key)) return;
  const std::size_t findings = out_.findings().size();
  const std::size_t failures = failures_;
  const bool saw_unknown = std::exchange(saw_unknown_, false);
  check_afresh(type, node, step);
  if (!saw_unknown_ && out_.findings().size() == findings && failures_ == failures) context_.clean->add(key);
  saw_unknown_ = saw_unknown_ || saw_unknown;
}

void Walk::check_afresh(std::uint32_t type_id, yaml::Node node, const Step* step) {
  const TypeRecord& type = tables_->types[type_id];
  if (node.is_null()) {
    const bool is_allowed = type.base == Base::any || (type.flags & (kNative | kNullable | kJudgeOnly)) != 0;
    if (!is_allowed && fails()) wrong_type(type, node, step);
    return;
  }
  // What stands there will be another value in the cluster.
  if (is_encrypted(node) || node.origin().operation == yaml::Operation::unresolved) {
    saw_unknown_ = true;
    return;
  }
  if (!has_base(type.base, node)) {
    if (fails()) wrong_type(type, node, step);
    if (!context_.only_lists) return;
  }
  if (node.is_mapping()) {
    const bool is_object = (type.flags & kEmbedded) != 0;
    if (is_object) check_kind_fields(type, node, step);
    check_fields(type, node, step, is_object);
  } else if (node.is_sequence()) {
    check_items(type, node, step);
  }
  if (shape_only_ == 0) check_facets(type, node, step);
}

const FieldRecord* Walk::known_field(const TypeRecord& type, std::string_view name) const {
  const FieldRecord* known = nullptr;
  for (const FieldRecord& field : find_fields(*tables_, type, name)) {
    // Of two neighbouring minors the newer one's type, which is mostly the wider.
    const bool is_newer = known == nullptr || std::bit_width(field.minors) > std::bit_width(known->minors);
    if ((field.minors & context_.minors) != 0 && is_newer) known = &field;
  }
  return known;
}

/// Null counts as not set, but for custom resources' fields that are nullable.
bool Walk::is_set(const FieldRecord& field, yaml::Node value) const {
  if (!value) return false;
  if (context_.keeps_nulls || !value.is_null()) return true;
  return judging_ == 0 && (tables_->types[field.type].flags & kNullable) != 0;
}

/// The server takes null out of objects before it looks at them, where null is no value.
bool Walk::is_taken_out(const TypeRecord& type, const yaml::Entry& entry) const {
  if (context_.keeps_nulls || !entry.value.is_null()) return false;
  if (const FieldRecord* field = known_field(type, entry.key.text())) return !is_set(*field, entry.value);
  return (type.flags & kMap) != 0 && (tables_->types[type.element].flags & kNullable) == 0;
}

void Walk::check_fields(const TypeRecord& type, yaml::Node node, const Step* step, bool is_object) {
  std::uint32_t required_seen = 0;
  const bool is_root = step == nullptr;
  for (const yaml::Entry& entry : node.entries()) {
    const std::string_view name = entry.key.text();
    const Step here{step, name, 0, false};
    const FieldRecord* field = type.field_count == 0 ? nullptr : known_field(type, name);
    if (field != nullptr) {
      if (!is_set(*field, entry.value)) continue;
      if (field->required != 0) ++required_seen;
      const bool is_status = is_root && context_.has_status && name == "status";
      shape_only_ += is_status ? 1 : 0;
      const TypeRecord* shape = std::exchange(shape_, shape_of(name));
      check(field->type, entry.value, &here);
      shape_ = shape;
      shape_only_ -= is_status ? 1 : 0;
    } else if ((type.flags & kMap) != 0) {
      if (is_taken_out(type, entry)) continue;
      const Step key{step, name, 0, false, true};
      check(type.element, entry.value, &key);
    } else if ((type.flags & (kOpen | kJudgeOnly)) == 0) {
      const bool is_kind_field = is_object && (name == "apiVersion" || name == "kind" || name == "metadata");
      if (!is_kind_field && !(is_root && is_sops_metadata(entry)) && fails())
        unknown_field(type, entry, &here);
    }
  }
  if (shape_ != nullptr) required_seen += check_defaults(type, node, step);
  if (required_seen < type.required && shape_only_ == 0) check_missing(type, node, step);
}

const TypeRecord* Walk::shape_of(std::string_view name) const {
  if (shape_ == nullptr) return nullptr;
  if (const FieldRecord* field = known_field(*shape_, name)) return &tables_->types[field->type];
  return (shape_->flags & kMap) != 0 ? &tables_->types[shape_->element] : nullptr;
}

yaml::Node Walk::default_of(std::string_view name, yaml::detail::NodeData& holder) const {
  const TypeRecord* declared = shape_of(name);
  if (declared == nullptr) return {};
  for (FacetReader facet(tables_->facets_of(*declared)); facet; facet.next()) {
    if (facet.kind() != Facet::default_value || facet.words().size() != 2) continue;
    const std::string_view text = tables_->text(facet.words()[1]);
    holder.kind = static_cast<yaml::Kind>(facet.words()[0]);
    holder.size = static_cast<std::uint32_t>(text.size());
    holder.content = text.data();
    return yaml::Node(&holder);
  }
  return {};
}

/// Branches see objects with their defaults. How many required fields those are.
std::uint32_t Walk::check_defaults(const TypeRecord& type, yaml::Node node, const Step* step) {
  std::uint32_t required = 0;
  for (const FieldRecord& field : tables_->fields_of(type)) {
    const std::string_view name = tables_->text(field.name);
    if (is_set(field, node[name])) continue;
    yaml::detail::NodeData holder;
    const yaml::Node value = default_of(name, holder);
    if (!value) continue;
    if (field.required != 0) ++required;
    const Step here{step, name, 0, false};
    const TypeRecord* shape = std::exchange(shape_, shape_of(name));
    check(field.type, value, &here);
    shape_ = shape;
  }
  return required;
}

/// Does the mapping hold the field under a name that nearly is its own? That finding says it all.
bool Walk::is_misspelt(const TypeRecord& type, yaml::Node node, std::string_view name) const {
  if (judging_ != 0 || (type.flags & (kMap | kOpen | kJudgeOnly)) != 0) return false;
  return std::ranges::any_of(node.entries(), [&](const yaml::Entry& entry) {
    return known_field(type, entry.key.text()) == nullptr &&
           !did_you_mean(entry.key.text(), std::span<const std::string_view>(&name, 1)).empty();
  });
}

void Walk::check_missing(const TypeRecord& type, yaml::Node node, const Step* step) {
  for (const FieldRecord& field : tables_->fields_of(type)) {
    const bool is_required = field.required != 0 && (field.required & context_.minors) == context_.minors;
    if (!is_required && (field.required != kAllMinors)) continue;
    const std::string_view name = tables_->text(field.name);
    const yaml::Entry* entry = node.find(name);
    if (entry != nullptr && is_set(field, entry->value)) continue;
    yaml::detail::NodeData holder;
    if (default_of(name, holder) || (entry == nullptr && is_misspelt(type, node, name)) || !fails()) continue;
    const std::string where = step == nullptr ? std::string(context_.kind) : path_text(step);
    const Step here{step, name, 0, false};
    if (entry != nullptr) {
      report("schema/required-field", at(entry->value), &here,
             fmt::format("required field \"{}\" is null in {}, which counts as not set; give it a value",
                         name, where),
             ErrorKind::required);
    } else {
      report("schema/required-field", at(node), step,
             fmt::format("required field \"{}\" is missing in {}; add it", name, where), ErrorKind::required,
             &here);
    }
  }
}

void Walk::check_items(const TypeRecord& type, yaml::Node node, const Step* step) {
  if (type.element != kNone) {
    std::size_t index = 0;
    const TypeRecord* items =
        shape_ != nullptr && shape_->element != kNone ? &tables_->types[shape_->element] : nullptr;
    const TypeRecord* shape = std::exchange(shape_, items);
    for (const yaml::Node item : node.items()) {
      const Step here{step, {}, index++, true};
      const TypeRecord& element = tables_->types[type.element];
      // Kubernetes reads a null item as an empty one, which then lacks what it must hold.
      const bool lacks_all = item.is_null() && (element.flags & kNative) != 0 && element.required > 0;
      if (lacks_all && shape_only_ == 0 && fails()) wrong_type(element, item, &here);
      check(type.element, item, &here);
    }
    shape_ = shape;
  }
  if (shape_only_ != 0) return;
  if ((type.flags & kListSet) != 0) check_unique_items(node, step);
  if ((type.flags & kListMap) != 0) check_unique_keys(type, node, step);
}

void Walk::unknown_field(const TypeRecord& type, const yaml::Entry& entry, const Step* step) {
  const std::string_view name = entry.key.text();
  const std::string where = step->up == nullptr ? std::string(context_.kind) : path_text(step->up);
  MinorMask elsewhere = 0;
  for (const FieldRecord& field : find_fields(*tables_, type, name)) elsewhere |= field.minors;
  if (elsewhere != 0) {
    const bool is_later = std::countr_zero(elsewhere) > std::countr_zero(context_.minors);
    const std::uint32_t bit =
        static_cast<std::uint32_t>(is_later ? std::countr_zero(elsewhere) : std::bit_width(elsewhere) - 1);
    report("schema/unknown-field", at_key(entry), step,
           fmt::format("{} has no field {} in Kubernetes {}; it is there {} 1.{}", where, quote(name),
                       minors_text(context_.minors), is_later ? "from" : "up to", tables_->minors[bit]));
    return;
  }
  std::vector<std::string_view> candidates;
  for (const FieldRecord& field : tables_->fields_of(type)) {
    if ((field.minors & context_.minors) != 0) candidates.push_back(tables_->text(field.name));
  }
  const std::string hint = did_you_mean(name, candidates);
  report("schema/unknown-field", at_key(entry), step,
         fmt::format("{} has no field {}{}", where, quote(name),
                     hint.empty() ? "; remove it or put it where it belongs" : hint));
}

void Walk::wrong_type(const TypeRecord& type, yaml::Node node, const Step* step) {
  report("schema/wrong-type", at(node), step,
         fmt::format("{} must be {}, but is {}{}", name_text(step), name_of(type.base), described(node),
                     quoting_hint(type.base, node)));
}

}  // namespace fleetlint::schema
