// From the JSON schemas of CRDs (spec.versions[].schema.openAPIV3Schema) to types.
//
// What the API server makes of a structural schema: fields that are not named are
// unknown, a field with a default is never missing, anyOf and its kin judge values
// and declare no fields.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "schema/table_builder.h"
#include "yaml/node.h"

namespace fleetlint::schema {

struct JsonSchemaOptions {
  bool judge_only = false;  ///< the schema stands below allOf, anyOf, oneOf or not
  bool whole_object =
      false;  ///< the schema is a kind's: metadata below it is Kubernetes' own, it may only ask for more
  bool keep_unknown = false;  ///< unknown fields are kept everywhere (spec.preserveUnknownFields)
  /// Is told the type of each schema that declares values, by the schema's identity.
  std::unordered_map<const void*, std::uint32_t>* types = nullptr;
};

/// Never fails: what cannot be understood asks for nothing.
std::uint32_t add_json_schema(TableBuilder& builder, yaml::Node schema, const JsonSchemaOptions& options);

/// Adds what allOf, anyOf, oneOf and not of a schema ask for.
void add_logic(TableBuilder& builder, TypeDraft& type, yaml::Node schema);

/// The value of `default`.
void add_default(TableBuilder& builder, TypeDraft& type, yaml::Node value);

/// A scalar as a default or a member of an enumeration.
void add_scalar_value(TableBuilder& builder, std::vector<std::uint32_t>& words, yaml::Node scalar);

}  // namespace fleetlint::schema
