// From yaml-cpp's complaint to a message that says what is wrong and what to do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "yaml/stop.h"

namespace fleetlint::yaml {

/// `complaint` is yaml-cpp's text, `offset` its place in `text`; the document's
/// text begins at `begin`.
Stop explain_syntax_error(std::string_view text, std::size_t begin, std::size_t offset,
                          std::string_view complaint);

/// Text at `offset`, behind the end of the document's only value.
Stop explain_leftover(std::string_view text, std::size_t begin, std::size_t offset);

/// A document at `offset` that starts without `---` behind a `...`.
Stop explain_missing_marker(std::string_view text, std::size_t offset);

/// Text at `offset`, on the line of a `...` marker.
Stop explain_stray_text(std::string_view text, std::size_t offset);

}  // namespace fleetlint::yaml
