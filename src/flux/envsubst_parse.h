// The grammar of `${...}`: from a text to the expressions in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flux/envsubst.h"
#include "source/source_map.h"

namespace fleetlint::flux {

/// A text, or a call: `${param}` with an operator and its arguments.
struct Expression {
  bool is_call = false;
  source::Span span;  // of the template
  std::string text;
  /// Of a text: what was kept, as (offset in text, offset in template).
  std::vector<std::pair<std::uint32_t, std::uint32_t>> runs;
  std::string param;
  std::string name;  // the operator
  std::vector<Expression> args;
};

struct ParsedTemplate {
  std::vector<Expression> parts;  ///< texts and calls in turn
  std::optional<ExpansionError> error;
  source::Span error_at;  ///< the outermost expression, as far as it was read
};

ParsedTemplate parse_template(std::string_view text);

}  // namespace fleetlint::flux
