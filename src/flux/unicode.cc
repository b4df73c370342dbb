#include "flux/unicode.h"

#include <clocale>
#include <cwctype>

namespace fleetlint::flux {

namespace {

/// The character tables of the C library for UTF-8; null where it has none.
locale_t tables() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

}  // namespace

Rune rune_at(std::string_view text, std::size_t at) {
  constexpr Rune kInvalid{0xFFFD, 1};
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const std::uint32_t lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  std::size_t size = 0;
  std::uint32_t code = 0;
  if (lead >= 0xC2 && lead < 0xE0) {
    size = 2;
    code = lead & 0x1FU;
  } else if ((lead & 0xF0U) == 0xE0U) {
    size = 3;
    code = lead & 0x0FU;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    size = 4;
    code = lead & 0x07U;
  } else {
    return kInvalid;
  }
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return kInvalid;
    code = (code << 6U) | (byte(at + i) & 0x3FU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return kInvalid;
  return {code, size};
}

void append_rune(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

bool is_letter_or_digit(std::uint32_t code) {
  if (code < 0x80) {
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9');
  }
  // The C library counts other scripts' digits as letters.
  return tables() != nullptr && iswalpha_l(static_cast<wint_t>(code), tables()) != 0;
}

std::uint32_t upper_of(std::uint32_t code) {
  if (code < 0x80) return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
  return tables() == nullptr ? code
                             : static_cast<std::uint32_t>(towupper_l(static_cast<wint_t>(code), tables()));
}

std::uint32_t lower_of(std::uint32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
  return tables() == nullptr ? code
                             : static_cast<std::uint32_t>(towlower_l(static_cast<wint_t>(code), tables()));
}

}  // namespace fleetlint::flux
