// From text to a Module, in the grammar of Rego 1 or of Rego 0 with its imports.
#pragma once

#include <string_view>

#include "rego/ast.h"
#include "source/source_map.h"

namespace fleetlint::rego {

enum class Version { v0, v1 };

/// Throws Stop with rego_parse_error at the first mistake.
Module parse_module(std::string_view text, source::FileId file, Version version);

/// A query: literals, in the grammar of Rego 1.
Body parse_query(std::string_view text, Version version = Version::v1);

}  // namespace fleetlint::rego
