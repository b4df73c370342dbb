// What a scalar's characters mean to the Kubernetes tools: one table a dialect.
//
// Source: the behaviour of kubernetes-sigs/yaml's goyaml.v2 and goyaml.v3, as
// measured by conformance/yaml; YAML 1.2 core schema for Dialect::core.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yaml/node.h"
#include "yaml/parse.h"

namespace fleetlint::yaml {

/// The kind of a plain scalar without a tag.
Kind resolve_plain(std::string_view text, Dialect dialect);

/// Would the dialect read this string back as something else if it stood plain?
bool is_ambiguous_plain(std::string_view text, Dialect dialect);

/// Is this one of the times that goyaml knows (2001-12-14, 2001-12-14t21:59:43-05:00)?
/// Such a plain scalar is a string to us. goyaml.v2 keeps its text; goyaml.v3 makes
/// it a time, which JSON then has in one fixed form: that form is what comes back.
std::optional<std::string> timestamp_value(std::string_view text);

/// Values of texts that resolve_plain called boolean, integer, floating. An integer
/// with leading zeros is octal, as in both goyaml dialects.
bool bool_value(std::string_view text);
std::optional<std::int64_t> int_value(std::string_view text);
std::optional<double> float_value(std::string_view text);

/// A scalar as JSON has it: numbers in their canonical form (0x1F is 31, 1e3 is
/// 1000, 1e21 is 1e+21), strings not quoted. As encoding/json prints what goyaml
/// decoded. JSON has no infinity and no NaN: empty for those.
std::string json_number(Node scalar);

/// The same number as goyaml.v2 prints it after it went through JSON: a float
/// with a fraction is written with an exponent from a million on and below 0.0001.
std::string yaml_number(Node scalar);

/// The string that an entry's key becomes in JSON (sigs.k8s.io/yaml): 1 → "1",
/// true → "true", floats in their shortest form of 32 bits; nothing for keys that
/// cannot be converted (null, integers beyond 64 bits with sign). kustomize is
/// stricter and refuses any key that is no string.
std::optional<std::string> json_key(const Entry& entry);

}  // namespace fleetlint::yaml
