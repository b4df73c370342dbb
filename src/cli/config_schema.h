// The JSON Schema of .fleetlint.yaml, so that editors complete and check it.
#pragma once

#include <string>

namespace fleetlint::cli {

/// Draft 7, which YAML language servers read. Names every rule and area with its summary.
std::string config_schema();

}  // namespace fleetlint::cli
