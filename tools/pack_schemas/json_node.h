// JSON texts of schema files as nodes.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "yaml/node.h"

namespace fleetlint::pack_schemas {

/// Missing when the text is no JSON.
yaml::Node parse_json(Arena& arena, std::string_view text);

}  // namespace fleetlint::pack_schemas
