// Tables: compiled schemas, as flat arrays that refer to each other by index.
//
// The same form holds what is packed into the binary (used in place: nothing is
// parsed or relocated at start-up) and what is compiled from a CRD of the fleet.
// table_builder.h makes them; validate.cc reads them.
//
// A definition of Kubernetes is kept once for all bundled minors: each field has
// the set of minors that know it and the set that require it. A field whose type
// changed has one record for each type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace fleetlint::schema {

/// One bit for each bundled minor, the oldest first.
using MinorMask = std::uint16_t;
inline constexpr MinorMask kAllMinors = 0xFFFF;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

enum class Base : std::uint8_t {
  any,
  string,
  integer,
  number,
  boolean,
  object,
  array,
  int_or_string,
  quantity
};

/// Flags of a type.
enum : std::uint8_t {
  kNullable = 1,    ///< null is a value
  kOpen = 2,        ///< unknown fields are kept, not errors
  kEmbedded = 4,    ///< a whole object: apiVersion, kind and metadata as any object's
  kListSet = 8,     ///< no two equal items
  kListMap = 16,    ///< no two items with the same keys (facet list_keys)
  kNative = 32,     ///< read by Kubernetes itself, into Go types: null is "not set" anywhere
  kJudgeOnly = 64,  ///< below allOf, anyOf, oneOf, not: asks of values, declares no fields
  kMap = 128,       ///< an object of any keys, whose values have type `element`
};

struct TypeRecord {
  Base base = Base::any;
  std::uint8_t flags = 0;
  std::uint16_t field_count = 0;
  std::uint32_t fields = 0;       ///< first FieldRecord
  std::uint32_t element = kNone;  ///< type of items, or of a map's values
  std::uint32_t facets = 0;       ///< first word of the facets
  std::uint16_t facet_words = 0;
  std::uint16_t required = 0;  ///< how many fields are required in some minor
};

/// Sorted by name within a type.
struct FieldRecord {
  std::uint32_t prefix = 0;  ///< first four bytes of the name, so that most comparisons need no text
  std::uint32_t name = 0;    ///< text
  std::uint32_t type = 0;
  MinorMask minors = kAllMinors;
  MinorMask required = 0;
};

/// Facets are runs of words: kind and number of words that follow, in one word
/// (kind | count << 8), then these. A value is two words: its Kind as of yaml, text.
enum class Facet : std::uint8_t {
  format = 1,   ///< text
  pattern,      ///< text
  enumeration,  ///< values
  minimum,      ///< double in two words; exclusive ones have the next kind
  exclusive_minimum,
  maximum,
  exclusive_maximum,
  multiple_of,
  min_length,
  max_length,
  min_items,
  max_items,
  min_properties,
  max_properties,
  unique_items,   ///< nothing follows
  list_keys,      ///< texts
  default_value,  ///< a value where it is a scalar, else one text: JSON
  all_of,         ///< types
  any_of,
  one_of,
  not_,  ///< one type
  rule,  ///< a RuleTexts, word for word
};

/// An entry of x-kubernetes-validations: texts, kNone where it says nothing.
struct RuleTexts {
  std::uint32_t rule = kNone;
  std::uint32_t message = kNone;
  std::uint32_t message_expression = kNone;
  std::uint32_t reason = kNone;
  std::uint32_t field_path = kNone;
  std::uint32_t optional_old_self =
      0;  ///< 1: oldSelf is an optional value, the rule holds for new objects too
};

struct TextRecord {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

/// Flags of a kind.
enum : std::uint16_t { kNamespaced = 1, kBuiltIn = 2, kStatusSubresource = 4 };

/// Sorted by group, kind, version (texts).
struct KindRecord {
  std::uint32_t group = 0;
  std::uint32_t version = 0;
  std::uint32_t kind = 0;
  std::uint32_t type = 0;
  MinorMask minors = kAllMinors;
  std::uint16_t flags = 0;
};

/// A view; who made the arrays keeps them.
struct Tables {
  std::span<const TypeRecord> types;
  std::span<const FieldRecord> fields;
  std::span<const std::uint32_t> words;
  std::span<const TextRecord> texts;
  std::span<const KindRecord> kinds;
  std::span<const std::uint32_t> minors;  ///< of Kubernetes 1.x, ascending: what the bits of a mask mean
  std::string_view characters;
  std::uint32_t object_meta = kNone;  ///< the type of any object's metadata

  std::string_view text(std::uint32_t id) const {
    return characters.substr(texts[id].offset, texts[id].size);
  }
  std::span<const FieldRecord> fields_of(const TypeRecord& type) const {
    return fields.subspan(type.fields, type.field_count);
  }
  std::span<const std::uint32_t> facets_of(const TypeRecord& type) const {
    return words.subspan(type.facets, type.facet_words);
  }
};

/// First four bytes of a name, the first one highest: orders as the names do.
constexpr std::uint32_t name_prefix(std::string_view name) {
  std::uint32_t prefix = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    prefix = (prefix << 8U) | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
  }
  return prefix;
}

/// The records of a name, one for each type it had; empty when there is none.
std::span<const FieldRecord> find_fields(const Tables& tables, const TypeRecord& type, std::string_view name);

/// The records of a kind, all versions; empty when there is none.
std::span<const KindRecord> find_kinds(const Tables& tables, std::string_view group, std::string_view kind);

/// Walks facets: `for (FacetReader f(words); f; f.next()) switch (f.kind()) ...`.
class FacetReader {
 public:
  explicit FacetReader(std::span<const std::uint32_t> words) : rest_(words) {}
  explicit operator bool() const { return !rest_.empty(); }
  Facet kind() const { return static_cast<Facet>(rest_[0] & 0xFFU); }
  std::span<const std::uint32_t> words() const { return rest_.subspan(1, rest_[0] >> 8U); }
  /// Of Facet::rule.
  RuleTexts rule() const;
  double number() const;
  void next() { rest_ = rest_.subspan(1 + (rest_[0] >> 8U)); }

 private:
  std::span<const std::uint32_t> rest_;
};

/// What is packed into the binary.
const Tables& bundled_tables();

}  // namespace fleetlint::schema
