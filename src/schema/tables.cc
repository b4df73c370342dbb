#include "schema/tables.h"

#include <algorithm>
#include <bit>

namespace fleetlint::schema {

std::span<const FieldRecord> find_fields(const Tables& tables, const TypeRecord& type,
                                         std::string_view name) {
  const std::span<const FieldRecord> fields = tables.fields_of(type);
  const std::uint32_t prefix = name_prefix(name);
  const auto is_before = [&](const FieldRecord& field) {
    return field.prefix != prefix ? field.prefix < prefix : tables.text(field.name) < name;
  };
  const auto first = std::ranges::partition_point(fields, is_before);
  auto last = first;
  while (last != fields.end() && last->prefix == prefix && tables.text(last->name) == name) ++last;
  return {first, last};
}

std::span<const KindRecord> find_kinds(const Tables& tables, std::string_view group, std::string_view kind) {
  const auto is_before = [&](const KindRecord& record) {
    const std::string_view its_group = tables.text(record.group);
    return its_group != group ? its_group < group : tables.text(record.kind) < kind;
  };
  const auto first = std::ranges::partition_point(tables.kinds, is_before);
  auto last = first;
  while (last != tables.kinds.end() && tables.text(last->group) == group && tables.text(last->kind) == kind)
    ++last;
  return {first, last};
}

RuleTexts FacetReader::rule() const {
  const std::span<const std::uint32_t> all = words();
  return {all[0], all[1], all[2], all[3], all[4], all[5]};
}

double FacetReader::number() const {
  const std::span<const std::uint32_t> two = words();
  return std::bit_cast<double>((std::uint64_t{two[1]} << 32U) | two[0]);
}

}  // namespace fleetlint::schema
