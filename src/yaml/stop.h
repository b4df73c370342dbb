// Stop: why the rest of a document cannot be read.
//
// Thrown only inside the parser, through yaml-cpp's event interface, and turned
// into a finding by parse().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "source/source_map.h"

namespace fleetlint::yaml {

struct Stop {
  std::string_view rule;
  source::Span span;
  std::string message;  ///< empty when the cause was reported already
};

/// A hostile file could make millions of findings.
constexpr std::size_t kMaxFindings = 1000;
constexpr std::string_view kTooManyMistakes = "more than 1000 mistakes in this file; mend the first ones";

}  // namespace fleetlint::yaml
