#include "kustomize/generate/base64.h"

#include <cstdint>

namespace fleetlint::kustomize::generate {

namespace {

constexpr std::size_t kLineLength = 70;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= count ? kAlphabet[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

}  // namespace

std::string wrapped_base64(std::string_view bytes) {
  const std::string text = encode(bytes);
  if (text.size() < kLineLength) return text;
  std::string lines;
  lines.reserve(text.size() + text.size() / kLineLength + 1);
  for (std::size_t i = 0; i < text.size(); i += kLineLength) {
    lines.append(text, i, kLineLength);
    lines += '\n';
  }
  return lines;
}

}  // namespace fleetlint::kustomize::generate
