// TableBuilder: makes Tables.
//
// Equal types become one record, however often they are written. A type that is
// named elsewhere before it is known (definitions refer to each other, and to
// themselves) is reserved first and filled in later.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/tables.h"
#include "yaml/node.h"

namespace fleetlint::schema {

/// A type while it is put together.
struct TypeDraft {
  struct Field {
    std::string name;
    std::uint32_t type = kNone;
    MinorMask minors = kAllMinors;
    MinorMask required = 0;
  };
  Base base = Base::any;
  std::uint8_t flags = 0;
  std::uint32_t element = kNone;
  std::vector<Field> fields;
  std::vector<std::uint32_t> facets;
};

class TableBuilder {
 public:
  std::uint32_t text(std::string_view text);

  void add_facet(TypeDraft& type, Facet facet, const std::vector<std::uint32_t>& words = {});
  void add_number(TypeDraft& type, Facet facet, double number);
  /// An entry of x-kubernetes-validations, as it stands in a CRD.
  void add_rule(TypeDraft& type, yaml::Node rule);
  /// Appends a scalar as a value (two words).
  void add_value(std::vector<std::uint32_t>& words, yaml::Kind kind, std::string_view text);

  std::uint32_t reserve();
  void fill(std::uint32_t reserved, const TypeDraft& type);
  std::uint32_t add(const TypeDraft& type);

  void add_kind(std::string_view group, std::string_view version, std::string_view kind, std::uint32_t type,
                MinorMask minors, std::uint16_t flags);
  void set_minors(std::vector<std::uint32_t> minors) { minors_ = std::move(minors); }
  void set_object_meta(std::uint32_t type) { object_meta_ = type; }

  /// Sorts the kinds. The view is good as long as the builder lives and is not changed.
  Tables finish();

 private:
  TypeRecord record(const TypeDraft& type);

  std::vector<TypeRecord> types_;
  std::vector<FieldRecord> fields_;
  std::vector<std::uint32_t> words_;
  std::vector<TextRecord> texts_;
  std::vector<KindRecord> kinds_;
  std::vector<std::uint32_t> minors_;
  std::string characters_;
  std::uint32_t object_meta_ = kNone;
  std::unordered_map<std::string, std::uint32_t> text_ids_;
  std::unordered_map<std::string, std::uint32_t> type_ids_;
  std::unordered_map<std::string, std::uint32_t> word_runs_;
};

}  // namespace fleetlint::schema
