// The bytes before any YAML: is this UTF-8 text that YAML allows?
#pragma once

#include <cstddef>
#include <string_view>

#include "diag/collector.h"
#include "source/source_map.h"

namespace fleetlint::yaml {

/// Reports yaml/invalid-encoding for what is no UTF-8 text (UTF-16, binary, control
/// characters) and gives false; a byte-order mark inside is reported, and the text can
/// be read. `begin` is where the text starts, behind a
/// byte-order mark.
bool check_encoding(source::FileId file, std::string_view text, std::size_t& begin, diag::Collector& out);

}  // namespace fleetlint::yaml
