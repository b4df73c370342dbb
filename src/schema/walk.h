// Walk: one pass over one object beside its types.
//
// check() and what it calls report into the collector, or, while judging (the
// branches of anyOf and its kin), only count. The place in the object is a chain
// of steps on the stack: text is made of it when there is something to say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/collector.h"
#include "schema/clean_set.h"
#include "schema/schema_set.h"
#include "schema/server_error.h"
#include "schema/tables.h"
#include "yaml/node.h"

namespace fleetlint::schema {

/// A key, or an index where `key` is empty and `up` is set.
struct Step {
  const Step* up = nullptr;
  std::string_view key;
  std::size_t index = 0;
  bool is_index = false;
  bool is_map_key = false;  ///< a key of a map, no field of an object
};

/// "spec.containers[0].image"; keys with dots in brackets and quotes.
std::string path_text(const Step* step);
/// The same as the API server writes it: "spec.names[web].ports[0]".
std::string server_path_text(const Step* step);
/// The end of the path that names the value: "image", "args[1]".
std::string name_text(const Step* step);

class Walk {
 public:
  struct Context {
    const Tables* tables = nullptr;
    MinorMask minors = kAllMinors;
    std::string_view kind;      ///< for messages
    bool trusted = true;        ///< the types are certainly those of the cluster
    bool hides_values = false;  ///< a Secret: values must not be quoted
    bool has_status = false;
    bool keeps_nulls = false;  ///< null is a value also where the server takes it out before it looks
    bool only_lists = false;   ///< look at nothing but list types: sets and maps
    std::vector<ServerError>* errors = nullptr;  ///< what the server would say, beside the findings
    CleanSet* clean = nullptr;                   ///< what need not be walked again; may be null
  };

  Walk(const Context& context, diag::Collector& out)
      : context_(context), tables_(context.tables), out_(out) {}

  /// A whole object, at `step` (null: the root).
  void check_object(std::uint32_t type, yaml::Node node, const Step* step, bool native);

  /// Any value of a type.
  void check_value(std::uint32_t type, yaml::Node node, const Step* step = nullptr);

 private:
  void check(std::uint32_t type, yaml::Node node, const Step* step);
  void check_afresh(std::uint32_t type, yaml::Node node, const Step* step);
  bool is_remembered(yaml::Node node, const Step* step) const;
  void check_kind_fields(const TypeRecord& type, yaml::Node node, const Step* step);
  void check_fields(const TypeRecord& type, yaml::Node node, const Step* step, bool is_object);
  void check_missing(const TypeRecord& type, yaml::Node node, const Step* step);
  void check_items(const TypeRecord& type, yaml::Node node, const Step* step);
  void check_facets(const TypeRecord& type, yaml::Node node, const Step* step);
  void check_number(Facet facet, double limit, yaml::Node node, const Step* step);
  void check_size(const TypeRecord& type, Facet facet, double limit, yaml::Node node, const Step* step);
  void check_enumeration(std::span<const std::uint32_t> values, yaml::Node node, const Step* step);
  void check_format(const TypeRecord& type, std::string_view format, yaml::Node node, const Step* step);
  void check_branches(const TypeRecord& type, Facet facet, std::span<const std::uint32_t> branches,
                      yaml::Node node, const Step* step);
  void judge_branches(Facet facet, std::span<const std::uint32_t> branches, yaml::Node node,
                      const Step* step);
  void check_range(std::string_view format, yaml::Node node, const Step* step);
  void check_unique_items(yaml::Node node, const Step* step);
  void check_unique_keys(const TypeRecord& type, yaml::Node node, const Step* step);

  /// The field's type in `shape`, null when that declares none.
  const TypeRecord* shape_of(std::string_view name) const;
  /// The scalar that the server puts in for a field that is left out; in `holder` lies the node.
  yaml::Node default_of(std::string_view name, yaml::detail::NodeData& holder) const;
  std::uint32_t check_defaults(const TypeRecord& type, yaml::Node node, const Step* step);

  bool accepts(std::uint32_t type, yaml::Node node, const Step* step);
  const FieldRecord* known_field(const TypeRecord& type, std::string_view name) const;
  bool is_set(const FieldRecord& field, yaml::Node value) const;
  bool is_taken_out(const TypeRecord& type, const yaml::Entry& entry) const;
  bool is_misspelt(const TypeRecord& type, yaml::Node node, std::string_view name) const;
  std::vector<std::string_view> fields_asked_for(std::span<const std::uint32_t> branches) const;

  void unknown_field(const TypeRecord& type, const yaml::Entry& entry, const Step* step);
  void wrong_type(const TypeRecord& type, yaml::Node node, const Step* step);

  /// The value in quotes, or what kind of value it is where it must not be shown.
  std::string shown(yaml::Node node) const;
  std::string described(yaml::Node node) const;

  /// Counts a failure. True when it is to be reported.
  bool fails() {
    ++failures_;
    return judging_ == 0;
  }
  /// `server_step`: the value the server names, where it is not the one at `step`.
  diag::Finding& report(std::string_view rule, diag::Place place, const Step* step, std::string message,
                        ErrorKind kind = ErrorKind::invalid, const Step* server_step = nullptr);

  Context context_;
  const Tables* tables_;  // of the type at hand: metadata is Kubernetes' in any object
  diag::Collector& out_;
  std::size_t failures_ = 0;
  int judging_ = 0;
  bool saw_unknown_ = false;  // a value that will be another one in the cluster
  const TypeRecord* shape_ =
      nullptr;          // while branches are checked: the type that declares the value's fields
  int shape_only_ = 0;  // below status: the server drops it, but reads it first
};

}  // namespace fleetlint::schema
