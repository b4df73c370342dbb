#include "yaml/key_order.h"

#include <cstdint>

#include "base/unicode.h"

namespace fleetlint::yaml {

namespace {

/// The digits from the front of a text as goyaml adds them up: it takes 64 bits
/// and lets them overflow, and any other script's digits at their code points.
struct Number {
  std::uint64_t value = 0;
  std::size_t digits = 0;
};

Number number_at(std::string_view text, std::uint64_t start) {
  Number number{start, 0};
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    if (!is_decimal_digit(c.value)) break;
    number.value = number.value * 10 + (c.value - std::uint64_t{'0'});
    ++number.digits;
    text.remove_prefix(c.size);
  }
  return number;
}

/// Do the digits that end `text` hold one other than zero?
bool ends_in_nonzero_number(std::string_view text) {
  while (!text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
    const char32_t c = decode_utf8(text.substr(begin)).value;
    if (!is_decimal_digit(c)) return false;
    if (c != '0') return true;
    text = text.substr(0, begin);
  }
  return false;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::size_t same = 0;  // bytes of the common beginning, up to a whole code point
  CodePoint x;
  CodePoint y;
  while (true) {
    if (same == a.size() || same == b.size()) return a.size() < b.size();
    x = decode_utf8(a.substr(same));
    y = decode_utf8(b.substr(same));
    if (x.value != y.value || x.size != y.size) break;
    same += x.size;
  }
  const bool x_letter = is_letter(x.value);
  const bool y_letter = is_letter(y.value);
  if (x_letter != y_letter) return y_letter;
  if (x_letter) return x.value < y.value;

  // A zero that continues a number counts as its digit: 1 in front keeps its weight.
  const bool continues = (x.value == '0' || y.value == '0') && ends_in_nonzero_number(a.substr(0, same));
  const Number m = number_at(a.substr(same), continues ? 1 : 0);
  const Number n = number_at(b.substr(same), continues ? 1 : 0);
  if (m.value != n.value) return static_cast<std::int64_t>(m.value) < static_cast<std::int64_t>(n.value);
  if (m.digits != n.digits) return m.digits < n.digits;
  return x.value < y.value;
}

}  // namespace fleetlint::yaml
