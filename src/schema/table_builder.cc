#include "schema/table_builder.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace fleetlint::schema {

namespace {

/// The draft's content as bytes, to find an equal one by.
std::string key_of(const TypeDraft& type) {
  std::string key;
  const auto put = [&](std::uint32_t word) {
    for (int shift = 0; shift < 32; shift += 8) key += static_cast<char>((word >> shift) & 0xFFU);
  };
  put(static_cast<std::uint32_t>(type.base) | std::uint32_t{type.flags} << 8U);
  put(type.element);
  for (const std::uint32_t word : type.facets) put(word);
  for (const TypeDraft::Field& field : type.fields) {
    key += field.name;
    key += '\0';
    put(field.type);
    put(std::uint32_t{field.minors} | std::uint32_t{field.required} << 16U);
  }
  return key;
}

}  // namespace

std::uint32_t TableBuilder::text(std::string_view text) {
  const auto [it, is_new] =
      text_ids_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
  if (is_new) {
    texts_.push_back(
        {static_cast<std::uint32_t>(characters_.size()), static_cast<std::uint32_t>(text.size())});
    characters_ += text;
  }
  return it->second;
}

void TableBuilder::add_facet(TypeDraft& type, Facet facet, const std::vector<std::uint32_t>& words) {
  type.facets.push_back(static_cast<std::uint32_t>(facet) | static_cast<std::uint32_t>(words.size()) << 8U);
  type.facets.insert(type.facets.end(), words.begin(), words.end());
}

void TableBuilder::add_number(TypeDraft& type, Facet facet, double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  add_facet(type, facet, {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32U)});
}

void TableBuilder::add_rule(TypeDraft& type, yaml::Node rule) {
  const auto text_of = [&](std::string_view key) {
    return rule[key].is_string() && !rule[key].text().empty() ? text(rule[key].text()) : kNone;
  };
  add_facet(type, Facet::rule,
            {text(rule["rule"].text()), text_of("message"), text_of("messageExpression"), text_of("reason"),
             text_of("fieldPath"), rule["optionalOldSelf"].as_bool().value_or(false) ? 1U : 0U});
}

void TableBuilder::add_value(std::vector<std::uint32_t>& words, yaml::Kind kind,
                             std::string_view text_of_it) {
  words.push_back(static_cast<std::uint32_t>(kind));
  words.push_back(text(text_of_it));
}

std::uint32_t TableBuilder::reserve() {
  types_.emplace_back();
  return static_cast<std::uint32_t>(types_.size() - 1);
}

void TableBuilder::fill(std::uint32_t reserved, const TypeDraft& type) { types_[reserved] = record(type); }

std::uint32_t TableBuilder::add(const TypeDraft& type) {
  const auto [it, is_new] = type_ids_.try_emplace(key_of(type), static_cast<std::uint32_t>(types_.size()));
  if (is_new) types_.push_back(record(type));
  return it->second;
}

TypeRecord TableBuilder::record(const TypeDraft& type) {
  constexpr std::size_t kMost = 0xFFFF;
  TypeRecord record;
  record.base = type.base;
  record.flags = type.flags;
  record.element = type.element;

  std::vector<TypeDraft::Field> fields = type.fields;
  std::ranges::stable_sort(fields, {}, &TypeDraft::Field::name);
  if (fields.size() > kMost) fields.resize(kMost);
  record.fields = static_cast<std::uint32_t>(fields_.size());
  record.field_count = static_cast<std::uint16_t>(fields.size());
  for (const TypeDraft::Field& field : fields) {
    if (field.required != 0) ++record.required;
    fields_.push_back({name_prefix(field.name), text(field.name), field.type, field.minors, field.required});
  }

  if (type.facets.size() <= kMost) {
    std::string run;
    for (const std::uint32_t word : type.facets) {
      for (int shift = 0; shift < 32; shift += 8) run += static_cast<char>((word >> shift) & 0xFFU);
    }
    const auto [it, is_new] =
        word_runs_.try_emplace(std::move(run), static_cast<std::uint32_t>(words_.size()));
    if (is_new) words_.insert(words_.end(), type.facets.begin(), type.facets.end());
    record.facets = it->second;
    record.facet_words = static_cast<std::uint16_t>(type.facets.size());
  }
  return record;
}

void TableBuilder::add_kind(std::string_view group, std::string_view version, std::string_view kind,
                            std::uint32_t type, MinorMask minors, std::uint16_t flags) {
  kinds_.push_back({text(group), text(version), text(kind), type, minors, flags});
}

Tables TableBuilder::finish() {
  Tables tables;
  tables.types = types_;
  tables.fields = fields_;
  tables.words = words_;
  tables.texts = texts_;
  tables.minors = minors_;
  tables.characters = characters_;
  tables.object_meta = object_meta_;
  std::ranges::stable_sort(kinds_, {}, [&](const KindRecord& k) {
    return std::tuple(tables.text(k.group), tables.text(k.kind), tables.text(k.version));
  });
  tables.kinds = kinds_;
  return tables;
}

}  // namespace fleetlint::schema
