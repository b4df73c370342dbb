#include "schema/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <tuple>

#include "base/strings.h"
#include "schema/schema_set.h"

namespace fleetlint::schema {

namespace {

std::string_view word_of(Base base) {
  switch (base) {
    case Base::any: return "any";
    case Base::string: return "string";
    case Base::integer: return "integer";
    case Base::number: return "number";
    case Base::boolean: return "boolean";
    case Base::object: return "object";
    case Base::array: return "list";
    case Base::int_or_string: return "int-or-string";
    case Base::quantity: return "quantity";
  }
  return "";
}

class Description {
 public:
  Description(const Tables& tables, MinorMask minors) : tables_(tables), minors_(minors) {}

  /// "[string]", "{quantity}", "object".
  std::string expression(std::uint32_t id) const {
    const TypeRecord& type = tables_.types[id];
    std::string text;
    if (type.base == Base::array)
      text = type.element == kNone ? "[any]" : "[" + expression(type.element) + "]";
    else if ((type.flags & kMap) != 0 && type.field_count == 0)
      text = "{" + expression(type.element) + "}";
    else
      text = word_of(type.base);
    if ((type.flags & kNullable) != 0) text += " nullable";
    if ((type.flags & kOpen) != 0 && type.base != Base::any) text += " open";
    for (FacetReader facet(tables_.facets_of(type)); facet; facet.next()) text += word(facet);
    return text;
  }

  void fields(std::uint32_t id, int indent, int depth, std::string* out) const {
    const TypeRecord* type = &tables_.types[id];
    while (type->field_count == 0 && type->element != kNone) type = &tables_.types[type->element];
    const FieldRecord* last = nullptr;
    for (const FieldRecord& field : tables_.fields_of(*type)) {
      if ((field.minors & minors_) == 0) continue;
      // Of neighbouring minors with another type each, the newer one's.
      if (last != nullptr && last->name == field.name) continue;
      last = &field;
      *out += fmt::format("{:{}}{}{} {}\n", "", indent * 2, tables_.text(field.name),
                          (field.required & minors_) != 0 ? "!" : "", expression(field.type));
      if (depth > 1) fields(field.type, indent + 1, depth - 1, out);
    }
  }

  /// The type of a field, through lists and maps; kNone where there is none.
  std::uint32_t step(std::uint32_t id, std::string_view name) const {
    const TypeRecord* type = &tables_.types[id];
    while (type->field_count == 0 && type->element != kNone) type = &tables_.types[type->element];
    std::uint32_t found = kNone;
    for (const FieldRecord& field : find_fields(tables_, *type, name)) {
      if ((field.minors & minors_) != 0) found = field.type;
    }
    return found;
  }

 private:
  std::string word(const FacetReader& facet) const {
    const std::span<const std::uint32_t> words = facet.words();
    switch (facet.kind()) {
      case Facet::format: return fmt::format(" format={}", tables_.text(words[0]));
      case Facet::pattern:
        return fmt::format(" pattern={}", quote(tables_.text(words[0]), std::string_view::npos));
      case Facet::enumeration: {
        std::string list;
        for (std::size_t i = 1; i < words.size(); i += 2)
          list += (i > 1 ? "," : "") + std::string(tables_.text(words[i]));
        return " enum=" + list;
      }
      case Facet::minimum: return fmt::format(" min={}", facet.number());
      case Facet::exclusive_minimum: return fmt::format(" min={} xmin", facet.number());
      case Facet::maximum: return fmt::format(" max={}", facet.number());
      case Facet::exclusive_maximum: return fmt::format(" max={} xmax", facet.number());
      case Facet::min_length: return fmt::format(" minlen={}", facet.number());
      case Facet::max_length: return fmt::format(" maxlen={}", facet.number());
      case Facet::min_items: return fmt::format(" minitems={}", facet.number());
      case Facet::max_items: return fmt::format(" maxitems={}", facet.number());
      case Facet::default_value:
        return words.empty() ? "" : fmt::format(" default={}", tables_.text(words.back()));
      case Facet::rule: return fmt::format(" rule={}", quote(tables_.text(words[0]), std::string_view::npos));
      default: return {};
    }
  }

  const Tables& tables_;
  MinorMask minors_;
};

}  // namespace

std::vector<KnownKind> known_kinds(const SchemaSet& set) {
  std::vector<KnownKind> all;
  for (const std::shared_ptr<const Crd>& crd : set.crds()) {
    for (const auto& version : crd->versions)
      all.push_back({crd->group, version->version(), crd->kind, crd->namespaced, false, true});
  }
  const Tables& tables = bundled_tables();
  for (const KindRecord& record : tables.kinds) {
    const std::string_view group = tables.text(record.group);
    const std::string_view kind = tables.text(record.kind);
    if ((record.minors & set.minors()) == 0 || set.find_crd(group, kind) != nullptr) continue;
    all.push_back({std::string(group), std::string(tables.text(record.version)), std::string(kind),
                   (record.flags & kNamespaced) != 0, (record.flags & kBuiltIn) != 0, false});
  }
  std::ranges::sort(all, {}, [](const KnownKind& k) { return std::tie(k.group, k.kind, k.version); });
  return all;
}

std::string describe(const SchemaSet& set, const kube::Gvk& gvk, std::string_view path, int depth) {
  const SchemaSet::Found found = set.find(gvk.group, gvk.version, gvk.kind);
  if (found.tables == nullptr) return {};
  const Description description(*found.tables, found.native ? set.minors() : kAllMinors);
  std::uint32_t type = found.type;
  if (!path.empty()) {
    for (const std::string_view name : split(path, '.')) {
      type = description.step(type, name);
      if (type == kNone) return {};
    }
  }
  std::string text = fmt::format("{}\n", description.expression(type));
  description.fields(type, 1, depth, &text);
  return text;
}

}  // namespace fleetlint::schema
