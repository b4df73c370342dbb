// Text from the repository inside of Markdown, as GitHub and GitLab read it.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::report {

/// The text in one line that a reader sees as it is: no markup, no HTML, no end of a
/// table's cell, no mention of a user or an issue. Control characters are shown escaped.
std::string markdown_text(std::string_view text);

}  // namespace fleetlint::report
