#include "yaml/tag.h"

#include <cstdint>

#include "yaml/scalar.h"

namespace fleetlint::yaml {

namespace {
constexpr std::string_view kCorePrefix = "tag:yaml.org,2002:";
}

std::string short_tag(std::string_view tag) {
  if (tag.starts_with(kCorePrefix)) return "!!" + std::string(tag.substr(kCorePrefix.size()));
  return std::string(tag);
}

Tagged resolve_tagged(std::string_view tag, std::string_view text, Style style, Dialect dialect) {
  if (tag == "?" || tag.empty()) return {resolve_plain(text, dialect)};
  if (!tag.starts_with(kCorePrefix)) return {Kind::string};  // quoted, `!`, or a tag of somebody's own
  const std::string_view name = tag.substr(kCorePrefix.size());
  if (name == "str") return {Kind::string};
  if (name == "binary") return {Kind::string, true, dialect != Dialect::core};
  const Kind plain = resolve_plain(text, dialect);
  if (name == "null") return {Kind::null, plain == Kind::null || (text.empty() && style == Style::plain)};
  if (name == "bool") return {Kind::boolean, plain == Kind::boolean};
  if (name == "int") return {Kind::integer, plain == Kind::integer};
  if (name == "float") return {Kind::floating, plain == Kind::floating || plain == Kind::integer};
  return {Kind::string};
}

bool decode_base64(std::string_view text, std::string& out) {
  const auto value_of = [](char c) -> int {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  };
  std::uint32_t bits = 0;
  int count = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = value_of(c);
    if (value < 0 || padding > 0) return false;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    if (++count % 4 != 0) continue;
    for (const unsigned shift : {16U, 8U, 0U}) out.push_back(static_cast<char>((bits >> shift) & 0xFFU));
    bits = 0;
  }
  const int rest = count % 4;
  if (rest == 1 || (rest == 0 ? padding != 0 : rest + padding != 4)) return false;
  if (rest >= 2) out.push_back(static_cast<char>((bits >> (rest == 2 ? 4U : 10U)) & 0xFFU));
  if (rest == 3) out.push_back(static_cast<char>((bits >> 2U) & 0xFFU));
  return true;
}

}  // namespace fleetlint::yaml
