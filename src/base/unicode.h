// Code points: reading them from UTF-8 and asking what class they are of.
#pragma once

#include <cstddef>
#include <string_view>

namespace fleetlint {

/// The code point at `text[0]` and its length in bytes. A byte that starts no valid
/// sequence counts as one code point, U+FFFD, of length 1.
struct CodePoint {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = true;
};

/// `text` must not be empty.
CodePoint decode_utf8(std::string_view text);

/// Controls (C0, DEL, C1), and marks that turn the direction of what follows them.
bool is_unfit_for_terminals(char32_t code_point);

bool is_letter(char32_t code_point);         ///< Unicode category L
bool is_decimal_digit(char32_t code_point);  ///< Unicode category Nd

}  // namespace fleetlint
