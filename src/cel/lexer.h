// Tokens of a CEL expression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/source_map.h"

namespace fleetlint::cel {

enum class TokenKind : std::uint8_t {
  end,
  identifier,         ///< reserved words too: where they may stand is the parser's matter
  quoted_identifier,  ///< `a-b`, a field's name in backticks
  integer,
  unsigned_integer,
  floating,
  string,
  bytes,
  symbol,  ///< operators and brackets
};

struct Token {
  TokenKind kind = TokenKind::end;
  source::Span span;
  std::string_view text;  ///< the token's characters
  std::string decoded;    ///< of strings and bytes, escapes read
};

/// What is wrong with an expression, and where in it.
struct Diagnostic {
  std::string message;
  source::Span span;
};

/// The tokens, ended by one of kind `end`. What cannot be read is reported once and
/// ends the tokens there.
std::vector<Token> tokenize(std::string_view text, std::vector<Diagnostic>& out);

/// Words that no identifier may be: `in`, `true`, `package`.
bool is_reserved_word(std::string_view word);

}  // namespace fleetlint::cel
