// The little of Unicode that envsubst needs: is it a letter or digit, and its other case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetlint::flux {

/// The code point at `at` and how many bytes it has. A byte that begins no valid
/// sequence is U+FFFD of one byte, as Go decodes it.
struct Rune {
  std::uint32_t code = 0;
  std::size_t size = 0;
};
Rune rune_at(std::string_view text, std::size_t at);
void append_rune(std::string& text, std::uint32_t code);

bool is_letter_or_digit(std::uint32_t code);
std::uint32_t upper_of(std::uint32_t code);
std::uint32_t lower_of(std::uint32_t code);

}  // namespace fleetlint::flux
