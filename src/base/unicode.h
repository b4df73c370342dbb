// Code points: reading them from UTF-8 and asking what class they are of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

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

/// Its bytes. What is no code point becomes U+FFFD.
std::string encode_utf8(char32_t code_point);

/// The text cut into its code points, which are what strings are counted by.
std::vector<std::string_view> code_points(std::string_view text);
std::size_t count_code_points(std::string_view text);

/// The whole text in one case: one code point for one, as Go's strings.ToLower and ToUpper.
/// A byte that is no UTF-8 becomes U+FFFD, if anything in the text lies beyond ASCII.
std::string to_lower_case(std::string_view text);
std::string to_upper_case(std::string_view text);

/// Controls (C0, DEL, C1), and marks that turn the direction of what follows them.
bool is_unfit_for_terminals(char32_t code_point);

bool is_letter(char32_t code_point);         ///< Unicode category L
bool is_decimal_digit(char32_t code_point);  ///< Unicode category Nd

}  // namespace fleetlint
