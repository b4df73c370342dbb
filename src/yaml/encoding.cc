#include "yaml/encoding.h"

#include <algorithm>

#include "base/strings.h"

namespace fleetlint::yaml {

namespace {

constexpr std::string_view kRule = "yaml/invalid-encoding";

source::Span byte_at(std::size_t offset, std::size_t length = 1) {
  return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(offset + length)};
}

constexpr bool is_plain_ascii(unsigned char c) {
  return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || c == '\r';
}

/// Offset of the first character that YAML forbids in valid UTF-8.
/// `first_mark`: the first byte-order mark, which the Kubernetes tools let pass.
std::size_t find_forbidden(std::string_view text, std::size_t& first_mark) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_plain_ascii(c)) continue;
    if (c < 0x80) return i;
    const auto next = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
    };
    if (c == 0xC2 && next(1) < 0xA0 && next(1) != 0x85) return i;  // C1 control characters but NEL
    if (c == 0xEF && next(1) == 0xBB && next(2) == 0xBF) {
      if (first_mark == std::string_view::npos) first_mark = i;
    }                                                               // a byte-order mark inside
    if (c == 0xEF && next(1) == 0xBF && next(2) >= 0xBE) return i;  // U+FFFE, U+FFFF
  }
  return std::string_view::npos;
}

}  // namespace

bool check_encoding(source::FileId file, std::string_view text, std::size_t& begin, diag::Collector& out) {
  begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const bool all_ascii = std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
                                     [](char c) { return is_plain_ascii(static_cast<unsigned char>(c)); });
  if (all_ascii) return true;

  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    out.report(kRule, diag::at(file, byte_at(0, 2)), "file is UTF-16; save it as UTF-8");
    return false;
  }
  const std::string_view body = text.substr(begin);
  const std::size_t invalid = find_invalid_utf8(body);
  std::size_t mark = std::string_view::npos;
  const std::size_t forbidden = find_forbidden(body, mark);
  if (mark < std::min(invalid, forbidden)) {
    out.report(kRule, diag::at(file, byte_at(begin + mark, 3)),
               "byte-order mark inside the text; remove this invisible character");
  }
  if (invalid == std::string_view::npos && forbidden == std::string_view::npos) return true;
  if (forbidden < invalid) {
    const auto c = static_cast<unsigned char>(body[forbidden]);
    if (c == 0) {
      out.report(kRule, diag::at(file, byte_at(begin + forbidden)),
                 "NUL byte in the text; this is a binary file, or UTF-16 to be saved as UTF-8");
    } else if (c < 0x80) {
      out.report(
          kRule, diag::at(file, byte_at(begin + forbidden)),
          "control character 0x{:02x}; YAML allows it only as an escape in double quotes: \"\\x{:02x}\"", c,
          c);
    } else {
      out.report(kRule, diag::at(file, byte_at(begin + forbidden, c == 0xC2 ? 2 : 3)),
                 "character that YAML does not allow; remove it, or write it as an escape in double quotes");
    }
    return false;
  }
  out.report(kRule, diag::at(file, byte_at(begin + invalid)),
             "byte 0x{:02x} is not valid UTF-8; save the file as UTF-8, or put binary data into base64",
             static_cast<unsigned>(static_cast<unsigned char>(body[invalid])));
  return false;
}

}  // namespace fleetlint::yaml
