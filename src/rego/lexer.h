// From text to tokens. White space is no token, but each token knows whether some
// stood before it, as `a [b]` is not `a[b]` and a line break ends a literal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rego/ast.h"
#include "source/source_map.h"

namespace fleetlint::rego {

struct Token {
  enum class Kind { end, name, number, string, template_string, symbol };
  Kind kind = Kind::end;
  source::Span span;
  bool space_before = false;
  bool line_before = false;
  std::string text;  ///< of a string its value; of a template string the bytes between its quotes
  bool raw = false;  ///< a string in backticks
  bool is(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
};

/// The tokens of text[begin, end), the last is Kind::end. Throws Stop.
std::vector<Token> lex(std::string_view text, std::size_t begin, std::size_t end,
                       std::vector<CommentLine>& comments);

/// The value of what stands between double quotes. Throws Stop.
std::string unescape(std::string_view text, std::size_t offset, bool is_template = false);

/// The offset behind the brace that closes the one at `open`, inside a template string
/// that lex() has accepted.
std::size_t template_expression_end(std::string_view text, std::size_t open);

}  // namespace fleetlint::rego
