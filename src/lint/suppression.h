// Suppression comments: `# fleetlint: ignore[rule, area] reason until=2027-01-31`.
//
// At the end of a line or on a line of its own, the comment is about findings on
// that line, or on the next line that is not empty and no comment. With
// `ignore-file` it is about the whole file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/line_index.h"
#include "source/source_map.h"
#include "yaml/parse.h"

namespace fleetlint::lint {

struct Suppression {
  source::Span span;  ///< of the comment
  bool whole_file = false;
  std::uint32_t first_line = 0;  ///< findings that begin on these lines are meant
  std::uint32_t last_line = 0;
  std::vector<std::string> rules;  ///< as in rule_pattern.h
  std::string reason;
  std::string until;    ///< YYYY-MM-DD, empty for ever
  std::string mistake;  ///< not understood: what is wrong; then nothing is suppressed
};

/// The comments of a file that begin with `fleetlint:`, in order.
std::vector<Suppression> find_suppressions(std::string_view text, const std::vector<yaml::Comment>& comments);

}  // namespace fleetlint::lint
