#include "secrets/base64.h"

#include <cstdint>

namespace fleetlint::secrets {
namespace {

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == ' ' || c == '\t') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = value_of(c);
    if (value < 0 || padding != 0) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    if (++digits % 4 == 0) {
      for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>((bits >> shift) & 0xFFU);
      bits = 0;
    }
  }
  switch (digits % 4) {
    case 0: return padding == 0 ? std::optional(std::move(out)) : std::nullopt;
    case 2:
      if (padding != 2) return std::nullopt;
      out += static_cast<char>((bits >> 4U) & 0xFFU);
      return out;
    case 3:
      if (padding != 1) return std::nullopt;
      out += static_cast<char>((bits >> 10U) & 0xFFU);
      out += static_cast<char>((bits >> 2U) & 0xFFU);
      return out;
    default: return std::nullopt;
  }
}

}  // namespace fleetlint::secrets
