#include "schema/defaults.h"

#include <algorithm>
#include <array>
#include <functional>

#include "diag/collector.h"
#include "schema/walk.h"
#include "yaml/edit.h"
#include "yaml/parse.h"

namespace fleetlint::schema {

namespace {

const FieldRecord* field_of(const Tables& tables, const TypeRecord& type, std::string_view name) {
  const std::span<const FieldRecord> fields = find_fields(tables, type, name);
  return fields.empty() ? nullptr : &fields.back();
}

bool is_nullable(const Tables& tables, std::uint32_t type) {
  return type != kNone && (tables.types[type].flags & kNullable) != 0;
}

bool has_default(const Tables& tables, std::uint32_t type) {
  if (type == kNone) return false;
  for (FacetReader facet(tables.facets_of(tables.types[type])); facet; facet.next()) {
    if (facet.kind() == Facet::default_value) return true;
  }
  return false;
}

/// The type of a mapping's value by its key; kNone where nothing is declared.
std::uint32_t type_of_entry(const Tables& tables, const TypeRecord& type, std::string_view key) {
  if (const FieldRecord* field = field_of(tables, type, key)) return field->type;
  return (type.flags & kMap) != 0 ? type.element : kNone;
}

/// A copy of the sequence with each item changed; the sequence itself where no item does.
template <typename Change>
yaml::Node map_items(Arena& arena, yaml::Node sequence, const Change& change) {
  std::vector<yaml::Node> items;
  bool changed = false;
  std::size_t index = 0;
  for (const yaml::Node item : sequence.items()) {
    items.push_back(change(item, index++));
    changed |= !same(item, items.back());
  }
  return changed ? yaml::make_sequence(arena, items, sequence.origin(), sequence.style()) : sequence;
}

class Defaulter {
 public:
  Defaulter(Arena& arena, const Tables& tables, DefaultValues& defaults)
      : arena_(arena), tables_(tables), defaults_(defaults) {}

  yaml::Node value(std::uint32_t type, yaml::Node node) {
    if (type == kNone) return node;
    if (node.is_mapping()) return mapping(tables_.types[type], node);
    if (node.is_sequence()) {
      const std::uint32_t element = tables_.types[type].element;
      return map_items(arena_, node,
                       [&](yaml::Node item, std::size_t) { return value(element, filled(element, item)); });
    }
    return node;
  }

 private:
  /// The default in place of a null that is no value.
  yaml::Node filled(std::uint32_t type, yaml::Node node) {
    if (!node.is_null() || is_nullable(tables_, type) || !has_default(tables_, type)) return node;
    return defaults_.of(type);
  }

  yaml::Node mapping(const TypeRecord& type, yaml::Node node) {
    std::vector<yaml::Entry> entries;
    bool changed = false;
    for (const yaml::Entry& entry : node.entries()) {
      const std::uint32_t declared = type_of_entry(tables_, type, entry.key.text());
      entries.push_back(entry);
      entries.back().value = value(declared, filled(declared, entry.value));
      changed |= !same(entry.value, entries.back().value);
    }
    for (const FieldRecord& field : tables_.fields_of(type)) {
      if (!has_default(tables_, field.type) || node[tables_.text(field.name)]) continue;
      const yaml::Node made = value(field.type, defaults_.of(field.type));
      if (!made) continue;
      entries.push_back(yaml::make_entry(tables_.text(field.name), made, {}));
      changed = true;
    }
    return changed ? yaml::make_mapping(arena_, entries, node.origin(), node.style()) : node;
  }

  Arena& arena_;
  const Tables& tables_;
  DefaultValues& defaults_;
};

class Pruner {
 public:
  Pruner(Arena& arena, const Tables& tables, std::vector<std::string>* removed)
      : arena_(arena), tables_(tables), removed_(removed) {}

  yaml::Node value(std::uint32_t id, yaml::Node node, bool is_object, const Step* step) {
    const TypeRecord* type = id == kNone ? nullptr : &tables_.types[id];
    if (node.is_sequence()) {
      const std::uint32_t element = type == nullptr ? kNone : type->element;
      const bool keeps_all = type != nullptr && (type->flags & kOpen) != 0 && element == kNone;
      if (keeps_all) return node;
      return map_items(arena_, node, [&](yaml::Node item, std::size_t index) {
        const Step here{step, {}, index, true};
        return value(element, item, is_embedded(element), &here);
      });
    }
    if (!node.is_mapping()) return node;
    std::vector<yaml::Entry> entries;
    bool changed = false;
    for (const yaml::Entry& entry : node.entries()) {
      const std::string_view name = entry.key.text();
      const Step here{step, name, 0, false};
      yaml::Entry kept = entry;
      const FieldRecord* field = type == nullptr ? nullptr : field_of(tables_, *type, name);
      constexpr std::array<std::string_view, 3> kKindFields = {"apiVersion", "kind", "metadata"};
      const bool is_kind_field = std::ranges::find(kKindFields, name) != kKindFields.end();
      if (is_object && is_kind_field) {
        // What these are, Kubernetes says.
      } else if (field != nullptr) {
        kept.value = value(field->type, entry.value, is_embedded(field->type), &here);
      } else if (type != nullptr && (type->flags & kMap) != 0) {
        kept.value = value(type->element, entry.value, is_embedded(type->element), &here);
      } else if (type == nullptr || (type->flags & kOpen) == 0) {
        if (removed_ != nullptr && !(step == nullptr && is_kind_field)) removed_->push_back(path_text(&here));
        changed = true;
        continue;
      }
      changed |= !same(kept.value, entry.value);
      entries.push_back(kept);
    }
    return changed ? yaml::make_mapping(arena_, entries, node.origin(), node.style()) : node;
  }

 private:
  bool is_embedded(std::uint32_t type) const {
    return type != kNone && (tables_.types[type].flags & kEmbedded) != 0;
  }

  Arena& arena_;
  const Tables& tables_;
  std::vector<std::string>* removed_;
};

}  // namespace

yaml::Node DefaultValues::of(std::uint32_t type) {
  const std::scoped_lock lock(mutex_);
  const auto [it, is_new] = known_.try_emplace(type);
  if (!is_new) return it->second;
  for (FacetReader facet(tables_.facets_of(tables_.types[type])); facet; facet.next()) {
    if (facet.kind() != Facet::default_value || facet.words().empty()) continue;
    const std::span<const std::uint32_t> words = facet.words();
    it->second = words.size() == 2 ? yaml::make_scalar(arena_, static_cast<yaml::Kind>(words[0]),
                                                       tables_.text(words[1]), {})
                                   : parse(tables_.text(words[0]));
  }
  return it->second;
}

yaml::Node DefaultValues::parse(std::string_view json) {
  diag::Collector ignored;
  const yaml::Stream stream = yaml::parse(arena_, source::FileId::none, arena_.copy(json), {}, ignored);
  return stream.documents.empty() ? yaml::Node() : stream.documents.front().root;
}

yaml::Node with_defaults(Arena& arena, const Tables& tables, DefaultValues& defaults, std::uint32_t type,
                         yaml::Node value) {
  return Defaulter(arena, tables, defaults).value(type, value);
}

yaml::Node without_nulls(Arena& arena, const Tables& tables, std::uint32_t id, yaml::Node value) {
  if (id == kNone) return value;
  const TypeRecord& type = tables.types[id];
  if (value.is_sequence()) {
    return map_items(arena, value, [&](yaml::Node item, std::size_t) {
      return without_nulls(arena, tables, type.element, item);
    });
  }
  if (!value.is_mapping()) return value;
  std::vector<yaml::Entry> entries;
  bool changed = false;
  for (const yaml::Entry& entry : value.entries()) {
    const std::uint32_t declared = type_of_entry(tables, type, entry.key.text());
    if (declared != kNone && entry.value.is_null() && !is_nullable(tables, declared) &&
        !has_default(tables, declared)) {
      changed = true;
      continue;
    }
    entries.push_back(entry);
    entries.back().value = without_nulls(arena, tables, declared, entry.value);
    changed |= !same(entry.value, entries.back().value);
  }
  return changed ? yaml::make_mapping(arena, entries, value.origin(), value.style()) : value;
}

yaml::Node pruned(Arena& arena, const Tables& tables, std::uint32_t type, yaml::Node value, bool is_object,
                  std::vector<std::string>* removed) {
  return Pruner(arena, tables, removed).value(type, value, is_object, nullptr);
}

}  // namespace fleetlint::schema
