// What types ask of values beyond their shape: formats, limits, enumerations,
// unique entries, and alternatives.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "base/strings.h"
#include "schema/formats.h"
#include "schema/pattern.h"
#include "schema/walk.h"
#include "yaml/place.h"
#include "yaml/scalar.h"

namespace fleetlint::schema {

namespace {

constexpr std::string_view kInvalid = "schema/invalid-value";

bool is_number(yaml::Node node) {
  return node.kind() == yaml::Kind::integer || node.kind() == yaml::Kind::floating;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string number_text(double number) {
  return std::trunc(number) == number && std::fabs(number) < 1e15 ? fmt::format("{:.0f}", number)
                                                                  : fmt::format("{}", number);
}

/// Equal for values that are equal; scalars only by their JSON form.
std::uint64_t value_hash(yaml::Node node) {
  std::uint64_t hash = hash_mix(
      1, static_cast<std::uint64_t>(node.is_scalar() && is_number(node) ? yaml::Kind::integer : node.kind()));
  if (is_number(node)) return hash_mix(hash, hash_bytes(yaml::json_number(node)));
  if (node.kind() == yaml::Kind::boolean) return hash_mix(hash, node.as_bool().value_or(false) ? 1 : 0);
  if (node.is_string()) return hash_mix(hash, hash_bytes(node.text()));
  for (const yaml::Node item : node.items()) hash = hash_mix(hash, value_hash(item));
  std::uint64_t sum = 0;  // keys have no order
  for (const yaml::Entry& entry : node.entries())
    sum += hash_mix(hash_bytes(entry.key.text()), value_hash(entry.value));
  return hash_mix(hash, sum);
}

bool same_value(yaml::Node a, yaml::Node b) {
  if (is_number(a) && is_number(b)) return yaml::json_number(a) == yaml::json_number(b);
  return yaml::equal(a, b);
}

/// Finds items that are the same as an earlier one, in linear time; of several, the
/// second one.
template <typename Hash, typename Same, typename Report>
void find_repeated(std::size_t count, const Hash& hash, const Same& is_same, const Report& report) {
  struct Seen {
    std::size_t index;
    bool is_reported;
  };
  std::unordered_multimap<std::uint64_t, Seen> seen;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t key = hash(i);
    const auto [first, last] = seen.equal_range(key);
    const auto it = std::find_if(first, last, [&](const auto& row) { return is_same(row.second.index, i); });
    if (it == last)
      seen.emplace(key, Seen{i, false});
    else if (!std::exchange(it->second.is_reported, true))
      report(it->second.index, i);
  }
}

}  // namespace

void Walk::check_facets(const TypeRecord& type, yaml::Node node, const Step* step) {
  if (type.base == Base::quantity && node.is_string() && !is_quantity(trim(node.text())) && fails()) {
    report(kInvalid, at(node), step,
           fmt::format("{} is {}, which is no quantity; write a number with a unit such as 500m, 1.5 or 2Gi",
                       name_text(step), shown(node)));
  }
  bool has_format = false;
  for (FacetReader facet(tables_->facets_of(type)); facet; facet.next()) {
    const std::span<const std::uint32_t> words = facet.words();
    switch (facet.kind()) {
      case Facet::format:
        has_format = true;
        check_format(type, tables_->text(words[0]), node, step);
        break;
      case Facet::pattern:
        if (node.is_string() && !matches(tables_->text(words[0]), node.text(), !context_.keeps_nulls) &&
            fails()) {
          report(kInvalid, at(node), step,
                 fmt::format("{} is {}, which does not match the pattern {}", name_text(step), shown(node),
                             tables_->text(words[0])));
        }
        break;
      case Facet::enumeration: {
        // Go types cannot tell an empty text from one that is not set.
        const bool is_unset = (type.flags & kNative) != 0 && node.is_string() && node.text().empty();
        if (!is_unset) check_enumeration(words, node, step);
        break;
      }
      case Facet::minimum:
      case Facet::exclusive_minimum:
      case Facet::maximum:
      case Facet::exclusive_maximum:
      case Facet::multiple_of: check_number(facet.kind(), facet.number(), node, step); break;
      case Facet::min_length:
      case Facet::max_length:
      case Facet::min_items:
      case Facet::max_items:
      case Facet::min_properties:
      case Facet::max_properties: check_size(type, facet.kind(), facet.number(), node, step); break;
      case Facet::unique_items: check_unique_items(node, step); break;
      case Facet::all_of:
      case Facet::any_of:
      case Facet::one_of:
      case Facet::not_: check_branches(type, facet.kind(), words, node, step); break;
      case Facet::list_keys:
      case Facet::default_value:
      case Facet::rule: break;
    }
  }
  if (type.base == Base::integer && !has_format) check_range("int64", node, step);
}

void Walk::check_range(std::string_view format, yaml::Node node, const Step* step) {
  const auto number = node.as_double();
  if (!number) return;
  bool fits = true;
  std::string_view form = "64 bits";
  if (format == "int32") {
    fits = *number >= -2147483648.0 && *number <= 2147483647.0;
    form = "32 bits";
  } else if (format == "float") {
    fits = std::fabs(*number) <= static_cast<double>(std::numeric_limits<float>::max());
    form = "32 bits";
  } else if (format == "int64") {
    fits = node.as_int().has_value() ||
           (node.kind() == yaml::Kind::floating && std::fabs(*number) < 9223372036854775808.0);
  }
  if (fits || !fails()) return;
  report(kInvalid, at(node), step,
         fmt::format("{} is {}, which does not fit in {}; use a smaller number", name_text(step), shown(node),
                     form));
}

void Walk::check_format(const TypeRecord& type, std::string_view format, yaml::Node node, const Step* step) {
  if (is_number(node)) {
    check_range(format, node, step);
    return;
  }
  if (!node.is_string() || fits_format(format, node.text(), (type.flags & kNative) != 0) || !fails()) return;
  std::string_view wanted = format;
  if (format == "byte") wanted = "base64";
  if (format == "date-time") wanted = "a time such as 2024-05-01T12:00:00Z";
  report(kInvalid, at(node), step,
         fmt::format("{} is {}, which is not {}", name_text(step), shown(node), wanted));
}

void Walk::check_enumeration(std::span<const std::uint32_t> values, yaml::Node node, const Step* step) {
  std::vector<std::string_view> candidates;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
    const auto kind = static_cast<yaml::Kind>(values[i]);
    const std::string_view text = tables_->text(values[i + 1]);
    const bool is_numeric = kind == yaml::Kind::integer || kind == yaml::Kind::floating;
    const bool is_equal = is_numeric                    ? is_number(node) && yaml::json_number(node) == text
                          : kind == yaml::Kind::boolean ? node.as_bool() == (text == "true")
                                                        : node.kind() == kind && node.text() == text;
    if (is_equal) return;
    candidates.push_back(text);
  }
  if (!fails()) return;
  std::string list;
  constexpr std::size_t kMostShown = 12;
  for (std::size_t i = 0; i < candidates.size() && i < kMostShown; ++i) {
    if (i > 0) list += ", ";
    list += quote(candidates[i]);
  }
  if (candidates.size() > kMostShown) list += fmt::format(" and {} more", candidates.size() - kMostShown);
  const std::string_view near = node.is_string() && !context_.hides_values
                                    ? closest_match(node.text(), candidates)
                                    : std::string_view();
  report(kInvalid, at(node), step,
         fmt::format("{} is {}, which is not supported; {}", name_text(step), shown(node),
                     near.empty() ? fmt::format("use {}{}", candidates.size() > 1 ? "one of " : "", list)
                                  : fmt::format("did you mean {}? (supported: {})", quote(near), list)),
         ErrorKind::not_supported);
}

void Walk::check_number(Facet facet, double limit, yaml::Node node, const Step* step) {
  const auto number = node.as_double();
  if (!number) return;
  const bool is_multiple = facet == Facet::multiple_of;
  const bool is_good = is_multiple ? limit == 0 || std::fabs(std::remainder(*number, limit)) < 1e-9
                       : facet == Facet::minimum           ? *number >= limit
                       : facet == Facet::exclusive_minimum ? *number > limit
                       : facet == Facet::maximum           ? *number <= limit
                                                           : *number < limit;
  if (is_good || !fails()) return;
  const std::string_view relation = is_multiple                         ? "a multiple of"
                                    : facet == Facet::minimum           ? "at least"
                                    : facet == Facet::exclusive_minimum ? "more than"
                                    : facet == Facet::maximum           ? "at most"
                                                                        : "less than";
  report(
      kInvalid, at(node), step,
      fmt::format("{} is {}, but must be {} {}", name_text(step), shown(node), relation, number_text(limit)));
}

void Walk::check_size(const TypeRecord& type, Facet facet, double limit, yaml::Node node, const Step* step) {
  std::size_t size = 0;
  std::string_view unit;
  if (facet == Facet::min_length || facet == Facet::max_length) {
    if (!node.is_string()) return;
    size = count_characters(node.text());
    unit = "character";
  } else if (facet == Facet::min_items || facet == Facet::max_items) {
    if (!node.is_sequence()) return;
    size = node.items().size();
    unit = "item";
  } else {
    if (!node.is_mapping()) return;
    size = static_cast<std::size_t>(std::ranges::count_if(
        node.entries(), [&](const yaml::Entry& entry) { return !is_taken_out(type, entry); }));
    unit = "field";
  }
  const bool is_lower_limit =
      facet == Facet::min_length || facet == Facet::min_items || facet == Facet::min_properties;
  const auto have = static_cast<double>(size);
  if (is_lower_limit ? have >= limit : have <= limit) return;
  if (!fails()) return;
  const ErrorKind kind = is_lower_limit               ? ErrorKind::invalid
                         : facet == Facet::max_length ? ErrorKind::too_long
                                                      : ErrorKind::too_many;
  report(kInvalid, at(node), step,
         fmt::format("{} has {}, but must have at {} {}", name_text(step), count_of(size, unit),
                     is_lower_limit ? "least" : "most", number_text(limit)),
         kind);
}

bool Walk::accepts(std::uint32_t type, yaml::Node node, const Step* step) {
  const std::size_t before = failures_;
  ++judging_;
  check(type, node, step);
  --judging_;
  const bool is_accepted = failures_ == before;
  failures_ = before;
  return is_accepted;
}

/// The fields named by branches that do nothing but require fields.
std::vector<std::string_view> Walk::fields_asked_for(std::span<const std::uint32_t> branches) const {
  std::vector<std::string_view> names;
  for (const std::uint32_t branch : branches) {
    for (const FieldRecord& field : tables_->fields_of(tables_->types[branch])) {
      if (field.required != 0) names.push_back(tables_->text(field.name));
    }
  }
  return names;
}

void Walk::check_branches(const TypeRecord& type, Facet facet, std::span<const std::uint32_t> branches,
                          yaml::Node node, const Step* step) {
  const TypeRecord* outer = shape_;
  if ((type.flags & kJudgeOnly) == 0) shape_ = &type;
  judge_branches(facet, branches, node, step);
  shape_ = outer;
}

void Walk::judge_branches(Facet facet, std::span<const std::uint32_t> branches, yaml::Node node,
                          const Step* step) {
  if (facet == Facet::all_of) {
    for (const std::uint32_t branch : branches) check(branch, node, step);
    return;
  }
  const bool saw_unknown = std::exchange(saw_unknown_, false);
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(branches, [&](std::uint32_t branch) { return accepts(branch, node, step); }));
  if (saw_unknown_) return;  // nor can the branch be judged that this stands in
  saw_unknown_ = saw_unknown;
  const bool is_good = facet == Facet::not_ ? count == 0 : facet == Facet::one_of ? count == 1 : count > 0;
  if (is_good || !fails()) return;

  const std::vector<std::string_view> names = fields_asked_for(branches);
  std::string listed;
  std::string present;
  for (const std::string_view name : names) {
    if (!listed.empty()) listed += ", ";
    listed += quote(name);
    if (!node[name]) continue;
    if (!present.empty()) present += ", ";
    present += quote(name);
  }
  std::string message;
  if (names.empty()) {
    message = facet == Facet::not_ ? "has a form that is not allowed here"
                                   : fmt::format("fits {} of the {} allowed forms",
                                                 count == 0 ? "none" : "more than one", branches.size());
  } else if (facet == Facet::not_) {
    message = fmt::format("must not have {}", listed);
  } else if (count == 0) {
    message =
        fmt::format("must have {} of the fields {}", facet == Facet::one_of ? "one" : "at least one", listed);
  } else {
    message = fmt::format("may have only one of the fields {}, but has {}", listed, present);
  }
  report(kInvalid, at(node), step, fmt::format("{} {}", name_text(step), message));
}

void Walk::check_unique_items(yaml::Node node, const Step* step) {
  const int judging = std::exchange(judging_, context_.only_lists ? 0 : judging_);
  const std::span<const yaml::Node> items = node.items();
  find_repeated(
      items.size(), [&](std::size_t i) { return value_hash(items[i]); },
      [&](std::size_t a, std::size_t b) { return same_value(items[a], items[b]); },
      [&](std::size_t first, std::size_t again) {
        if (!fails()) return;
        const Step here{step, {}, again, true};
        diag::Finding& finding = report("schema/duplicate-entry", at(items[again]), &here,
                                        fmt::format("{} is already in {}, at index {}; remove one of them",
                                                    shown(items[again]), name_text(step), first),
                                        ErrorKind::duplicate);
        diag::Location earlier = at(items[first]).primary;
        earlier.label = "the first one";
        finding.related.push_back(std::move(earlier));
      });
  judging_ = judging;
}

void Walk::check_unique_keys(const TypeRecord& type, yaml::Node node, const Step* step) {
  const int judging = std::exchange(judging_, context_.only_lists ? 0 : judging_);
  std::span<const std::uint32_t> keys;
  for (FacetReader facet(tables_->facets_of(type)); facet; facet.next()) {
    if (facet.kind() == Facet::list_keys) keys = facet.words();
  }
  if (keys.empty() || type.element == kNone) {
    judging_ = judging;
    return;
  }
  const TypeRecord& element = tables_->types[type.element];
  const std::span<const yaml::Node> items = node.items();

  if (context_.only_lists) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].is_mapping() || items[i].is_null()) continue;
      const Step here{step, {}, i, true};
      report("schema/wrong-type", at(items[i]), &here,
             fmt::format("{} must be a mapping, as its list has entries by keys", name_text(&here)));
    }
  }

  /// The default of a key that is left out, as text; nothing when it has none.
  const auto default_of = [&](std::string_view key) -> std::string_view {
    const FieldRecord* field = known_field(element, key);
    if (field == nullptr) return {};
    for (FacetReader facet(tables_->facets_of(tables_->types[field->type])); facet; facet.next()) {
      if (facet.kind() == Facet::default_value && facet.words().size() == 2)
        return tables_->text(facet.words()[1]);
    }
    return {};
  };
  const auto is_left_out = [&](yaml::Node value) {
    return !value || (value.is_null() && !context_.keeps_nulls);
  };
  const auto scalar_text = [&](yaml::Node value, std::string_view key) {
    if (is_left_out(value)) return std::string(default_of(key));
    return is_number(value) ? yaml::json_number(value) : std::string(value.text());
  };
  const auto same_key = [&](yaml::Node a, yaml::Node b, std::string_view key) {
    if (!is_left_out(a) && !is_left_out(b)) return same_value(a, b);
    if (is_left_out(a) && is_left_out(b)) return true;
    const std::string_view its_default = default_of(key);
    return !its_default.empty() && scalar_text(a, key) == scalar_text(b, key);
  };
  find_repeated(
      items.size(),
      [&](std::size_t i) {
        std::uint64_t hash = 1;
        for (const std::uint32_t key : keys) {
          const std::string_view name = tables_->text(key);
          const yaml::Node value = items[i][name];
          const bool is_compound = value.is_mapping() || value.is_sequence();
          hash = hash_mix(hash, is_compound ? value_hash(value) : hash_bytes(scalar_text(value, name)));
        }
        return hash;
      },
      [&](std::size_t a, std::size_t b) {
        // A null item has no key, as an empty mapping.
        if (!items[a].is_mapping() && !items[a].is_null()) return false;
        if (!items[b].is_mapping() && !items[b].is_null()) return false;
        return std::ranges::all_of(keys, [&](std::uint32_t key) {
          const std::string_view name = tables_->text(key);
          return same_key(items[a][name], items[b][name], name);
        });
      },
      [&](std::size_t first, std::size_t again) {
        if (!fails()) return;
        std::string described_keys;
        yaml::Node place = items[again];
        for (const std::uint32_t key : keys) {
          const std::string_view name = tables_->text(key);
          if (!described_keys.empty()) described_keys += " and ";
          const yaml::Node value = items[again][name];
          const bool is_compound = value.is_mapping() || value.is_sequence();
          described_keys +=
              fmt::format("{} {}", name, is_compound ? "of equal value" : quote(scalar_text(value, name)));
          if (value && same(place, items[again])) place = value;
        }
        const Step here{step, {}, again, true};
        diag::Finding& finding = report(
            "schema/duplicate-entry", at(place), &here,
            fmt::format("{} has an entry with {} already, at index {}; remove one of them or change it",
                        name_text(step), described_keys, first),
            ErrorKind::duplicate);
        diag::Location earlier = at(items[first]).primary;
        earlier.label = "the first one";
        finding.related.push_back(std::move(earlier));
      });
  judging_ = judging;
}

}  // namespace fleetlint::schema
