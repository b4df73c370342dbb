#include "schema/type_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::schema {

class TypeShape : public cel::Shape {
 public:
  TypeShape(Base base, bool is_nullable) : base_(base), is_nullable_(is_nullable) {}

  cel::Type type() const override { return type_; }
  const Shape* element() const override { return element_; }
  std::uint64_t max_size() const override { return max_size_; }
  std::uint64_t min_bytes() const override { return min_bytes_; }
  ListType list_type() const override { return list_type_; }
  std::span<const std::string> list_map_keys() const override { return keys_; }

  std::optional<Field> field(std::string_view name) const override {
    const std::optional<std::string> key = cel::unescape_name(name);
    if (!key) return std::nullopt;
    const auto it = std::ranges::lower_bound(fields_, std::string_view(*key), {}, &Field::key);
    if (it == fields_.end() || it->key != *key) return std::nullopt;
    return *it;
  }

  std::string_view misfit(yaml::Node node) const override {
    const yaml::Kind kind = node.kind();
    if (kind == yaml::Kind::null) return is_nullable_ ? "" : "there is null where the schema allows none";
    const bool is_whole =
        kind == yaml::Kind::integer ||
        (kind == yaml::Kind::floating && std::trunc(node.as_double().value_or(0.5)) == node.as_double());
    switch (base_) {
      case Base::object:
        return kind == yaml::Kind::mapping ? "" : "the value is no mapping, which the schema declares";
      case Base::array:
        return kind == yaml::Kind::sequence ? "" : "the value is no list, which the schema declares";
      case Base::string:
        return kind == yaml::Kind::string ? "" : "the value is no string, which the schema declares";
      case Base::boolean: return kind == yaml::Kind::boolean ? "" : "the value is not true or false";
      case Base::integer: return is_whole ? "" : "the value is no integer, which the schema declares";
      case Base::number:
        return is_whole || kind == yaml::Kind::floating ? ""
                                                        : "the value is no number, which the schema declares";
      case Base::int_or_string:
        return is_whole || kind == yaml::Kind::string ? "" : "the value is neither an integer nor a string";
      default: return {};
    }
  }

 private:
  friend class ShapeSet;
  Base base_;
  bool is_nullable_;
  cel::Type type_ = &cel::types::kDyn;
  std::vector<Field> fields_;
  const Shape* element_ = nullptr;
  std::uint64_t max_size_ = 0;
  std::uint64_t min_bytes_ = 1;
  ListType list_type_ = ListType::atomic;
  std::vector<std::string> keys_;
};

namespace {

cel::Type type_of_string(const Tables& tables, const TypeRecord& type) {
  for (FacetReader facet(tables.facets_of(type)); facet; facet.next()) {
    if (facet.kind() != Facet::format) continue;
    const std::string_view format = tables.text(facet.words()[0]);
    if (format == "byte") return &cel::types::kBytes;
    if (format == "duration") return &cel::types::kDuration;
    if (format == "date" || format == "date-time" || format == "datetime") return &cel::types::kTimestamp;
  }
  return &cel::types::kString;
}

}  // namespace

namespace {

struct Limits {
  std::uint64_t max_size = 0;
  std::uint64_t min_bytes = 1;
};

/// A limit that the type states itself, as a count.
std::optional<std::uint64_t> stated(const Tables& tables, const TypeRecord& type, Facet limit) {
  for (FacetReader facet(tables.facets_of(type)); facet; facet.next()) {
    if (facet.kind() == limit) return facet.number() > 0 ? static_cast<std::uint64_t>(facet.number()) : 0;
  }
  return std::nullopt;
}

bool has_default(const Tables& tables, const TypeRecord& type) {
  for (FacetReader facet(tables.facets_of(type)); facet; facet.next()) {
    if (facet.kind() == Facet::default_value) return true;
  }
  return false;
}

/// The longest text of an enumeration; nothing without one.
std::optional<std::uint64_t> longest_choice(const Tables& tables, const TypeRecord& type) {
  for (FacetReader facet(tables.facets_of(type)); facet; facet.next()) {
    if (facet.kind() != Facet::enumeration) continue;
    std::uint64_t longest = 0;
    const std::span<const std::uint32_t> words = facet.words();
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      if (static_cast<yaml::Kind>(words[i]) == yaml::Kind::string)
        longest = std::max<std::uint64_t>(longest, tables.text(words[i + 1]).size());
    }
    return longest;
  }
  return std::nullopt;
}

/// How long a text may be and how short its JSON. Where nothing is stated, as long as a request.
Limits limits_of_string(const Tables& tables, const TypeRecord& type, cel::Type as) {
  constexpr std::uint64_t kTime = 32;  // "9999-12-31T23:59:59.999999999Z" with its quotation marks
  constexpr std::uint64_t kDate = 12;
  const std::uint64_t longest = ShapeSet::kMaxRequest - 2;
  const std::optional<std::uint64_t> max_length = stated(tables, type, Facet::max_length);
  switch (as->kind) {
    case cel::TypeKind::bytes: return {max_length.value_or(longest), 2};
    case cel::TypeKind::duration: return {kTime, 3};
    case cel::TypeKind::timestamp: {
      bool is_date = false;
      for (FacetReader facet(tables.facets_of(type)); facet; facet.next())
        is_date |= facet.kind() == Facet::format && tables.text(facet.words()[0]) == "date";
      return is_date ? Limits{kDate, kDate} : Limits{kTime, 21};
    }
    default: break;
  }
  if (max_length) return {*max_length * 4, 2};  // bytes of UTF-8
  return {longest_choice(tables, type).value_or(longest), 2};
}

}  // namespace

ShapeSet::ShapeSet(const Tables& tables)
    : tables_(tables),
      text_(std::make_unique<TypeShape>(Base::string, false)),
      metadata_(std::make_unique<TypeShape>(Base::object, false)) {
  text_->type_ = &cel::types::kString;
  text_->max_size_ = kMaxRequest - 2;
  text_->min_bytes_ = 2;
  metadata_->min_bytes_ = 2;
  metadata_->type_ = cel::object(arena_, "metadata", metadata_.get());
  metadata_->fields_ = {{"generateName", text_.get()}, {"name", text_.get()}};
}

ShapeSet::~ShapeSet() = default;

const cel::Shape* ShapeSet::of(std::uint32_t type, bool is_object) {
  if (type == kNone) return nullptr;
  const auto known = shapes_.find({type, is_object});
  return known != shapes_.end() ? known->second.get() : make(type, is_object);
}

const cel::Shape* ShapeSet::make(std::uint32_t id, bool is_object) {
  const TypeRecord& type = tables_.types[id];
  auto& slot = shapes_[{id, is_object}];
  auto made =
      std::make_unique<TypeShape>(is_object ? Base::object : type.base, (type.flags & kNullable) != 0);
  TypeShape& shape = *made;
  const cel::Shape* element = nullptr;
  switch (shape.base_) {
    case Base::any:
    case Base::quantity: return nullptr;
    case Base::int_or_string: {
      const std::optional<std::uint64_t> length = stated(tables_, type, Facet::max_length);
      shape.max_size_ = length ? *length * 4 : kMaxRequest - 2;
      break;
    }
    case Base::string: {
      shape.type_ = type_of_string(tables_, type);
      const Limits limits = limits_of_string(tables_, type, shape.type_);
      shape.max_size_ = limits.max_size;
      shape.min_bytes_ = limits.min_bytes;
      break;
    }
    case Base::integer: shape.type_ = &cel::types::kInt; break;
    case Base::number: shape.type_ = &cel::types::kDouble; break;
    case Base::boolean:
      shape.type_ = &cel::types::kBool;
      shape.min_bytes_ = 4;
      break;
    case Base::array:
    case Base::object:
      if (!is_object && (shape.base_ == Base::array || (type.flags & kMap) != 0)) {
        if (type.element == kNone) return nullptr;
        element = of(type.element, (tables_.types[type.element].flags & kEmbedded) != 0);
        if (element == nullptr) return nullptr;
        shape.element_ = element;
        shape.min_bytes_ = 2;
        if (shape.base_ == Base::array) {
          shape.max_size_ = stated(tables_, type, Facet::max_items)
                                .value_or((kMaxRequest - 2) / (element->min_bytes() + 1));
        } else {
          shape.max_size_ = stated(tables_, type, Facet::max_properties)
                                .value_or((kMaxRequest - 2) / (element->min_bytes() + 6));
        }
        shape.type_ = shape.base_ == Base::array ? cel::list_of(arena_, element->type())
                                                 : cel::map_of(arena_, &cel::types::kString, element->type());
        break;
      }
      // Its fields may lead back to it: it is there before they are.
      shape.type_ = cel::object(arena_, arena_.copy(fmt::format("object#{}", id)), &shape);
      slot = std::move(made);
      add_fields(shape, type, is_object);
      return &shape;
  }
  if ((type.flags & kListSet) != 0) shape.list_type_ = cel::Shape::ListType::set;
  if ((type.flags & kListMap) != 0) {
    shape.list_type_ = cel::Shape::ListType::map;
    for (FacetReader facet(tables_.facets_of(type)); facet; facet.next()) {
      if (facet.kind() != Facet::list_keys) continue;
      for (const std::uint32_t key : facet.words()) shape.keys_.emplace_back(tables_.text(key));
    }
  }
  slot = std::move(made);
  return &shape;
}

/// Does an object inside another declare all that expressions can reach of any object?
bool ShapeSet::declares_object_fields(const TypeRecord& type) const {
  const auto is_text = [&](const TypeRecord& holder, std::string_view name) {
    const std::span<const FieldRecord> fields = find_fields(tables_, holder, name);
    return !fields.empty() && tables_.types[fields.back().type].base == Base::string;
  };
  const std::span<const FieldRecord> metadata = find_fields(tables_, type, "metadata");
  if (metadata.empty() || !is_text(type, "apiVersion") || !is_text(type, "kind")) return false;
  const TypeRecord& inner = tables_.types[metadata.back().type];
  return inner.base == Base::object && is_text(inner, "name") && is_text(inner, "generateName");
}

void ShapeSet::add_fields(TypeShape& shape, const TypeRecord& type, bool is_object) {
  if (is_object && declares_object_fields(type)) is_object = false;
  std::vector<cel::Shape::Field> fields;
  shape.min_bytes_ = 2;
  for (const FieldRecord& field : tables_.fields_of(type)) {
    const std::string_view name = tables_.text(field.name);
    if (is_object && (name == "apiVersion" || name == "kind" || name == "metadata")) continue;
    const cel::Shape* declared = of(field.type, (tables_.types[field.type].flags & kEmbedded) != 0);
    if (declared == nullptr) continue;
    fields.push_back({name, declared});
    if (field.required != 0 && !has_default(tables_, tables_.types[field.type]))
      shape.min_bytes_ += name.size() + declared->min_bytes() + 4;
  }
  if (is_object) {
    fields.push_back({"apiVersion", text_.get()});
    fields.push_back({"kind", text_.get()});
    fields.push_back({"metadata", metadata_.get()});
  }
  std::ranges::sort(fields, {}, &cel::Shape::Field::key);
  shape.fields_ = std::move(fields);
}

}  // namespace fleetlint::schema
