#include "yaml/question_marks.h"

#include <fmt/format.h>

namespace fleetlint::yaml {

namespace {

bool is_maskable(std::string_view text, std::size_t i) {
  return text[i] == '?' && i + 1 < text.size() &&
         std::string_view(" \t\r\n").find(text[i + 1]) == std::string_view::npos;
}

}  // namespace

Masked mask_question_marks(std::string_view text) {
  Masked masked;
  std::size_t first = text.find('?');
  while (first != std::string_view::npos && !is_maskable(text, first)) first = text.find('?', first + 1);
  if (first == std::string_view::npos) return masked;
  for (char candidate = 0x10; candidate < 0x1A; ++candidate) {
    const std::string digits = fmt::format("{:02x}", static_cast<unsigned>(candidate));
    bool is_escaped = false;
    for (const std::string_view prefix : {"\\x", "\\u00", "\\U000000"}) {
      is_escaped = is_escaped || text.find(std::string(prefix) + digits) != std::string_view::npos;
    }
    if (is_escaped) continue;
    masked.text = text;
    masked.mask = candidate;
    for (std::size_t i = first; i < masked.text.size(); ++i) {
      if (is_maskable(text, i)) masked.text[i] = candidate;
    }
    return masked;
  }
  return masked;
}

}  // namespace fleetlint::yaml
