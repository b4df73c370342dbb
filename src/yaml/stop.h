// Stop: why the rest of a document cannot be read.
//
// Thrown only inside the parser, through yaml-cpp's event interface, and turned
// into a finding by parse().
#pragma once

#include <string>
#include <string_view>

#include "source/source_map.h"

namespace fleetlint::yaml {

struct Stop {
  std::string_view rule;
  source::Span span;
  std::string message;
};

}  // namespace fleetlint::yaml
