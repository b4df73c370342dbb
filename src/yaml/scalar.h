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

/// Values of texts that resolve_plain called boolean, integer, floating.
bool bool_value(std::string_view text);
std::optional<std::int64_t> int_value(std::string_view text);
std::optional<double> float_value(std::string_view text);

/// A scalar as JSON has it: numbers in their canonical form (0x1F is 31, 1e3 is
/// 1000), strings not quoted. As encoding/json prints what goyaml decoded.
std::string json_number(Node scalar);

/// The string that an entry's key becomes in JSON (sigs.k8s.io/yaml): 1 → "1",
/// true → "true"; nothing for keys that cannot be converted (null, floats NaN).
std::optional<std::string> json_key(const Entry& entry);

}  // namespace fleetlint::yaml
