#include "yaml/go_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace fleetlint::yaml {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The parts of a decimal text.
struct Decimal {
  std::string_view whole;
  std::string_view fraction;
  std::string_view exponent;  // with its sign
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

std::optional<Decimal> split_decimal(std::string_view text) {
  Decimal parts;
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  parts.whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    const std::string_view all = text;
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return std::nullopt;
    parts.exponent = all.substr(0, all.size() - text.size());
  }
  if (!text.empty()) return std::nullopt;
  return parts;
}

/// Is a number that no double holds too small rather than too large?
bool is_tiny(const Decimal& parts) {
  const std::size_t first = parts.whole.find_first_not_of('0');
  double magnitude = 0;  // decimal exponent of the first digit that counts
  if (first != std::string_view::npos) {
    magnitude = static_cast<double>(parts.whole.size() - first);
  } else {
    magnitude = -static_cast<double>(std::min(parts.fraction.find_first_not_of('0'), parts.fraction.size()));
  }
  double exponent = 0;
  for (const char c : parts.exponent) {
    if (is_digit(c)) exponent = exponent * 10 + (c - '0');
  }
  return magnitude + (parts.exponent.starts_with('-') ? -exponent : exponent) < 0;
}

/// Shortest digits and the decimal exponent: 1.25e+03 is {"125", 3}.
struct Digits {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

template <typename Float>
Digits shortest_digits(Float value) {
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  Digits result;
  if (text.starts_with('-')) {
    result.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t e = text.find('e');
  for (const char c : text.substr(0, e)) {
    if (c != '.') result.digits += c;
  }
  const std::string_view exponent = text.substr(e + (text[e + 1] == '+' ? 2 : 1));
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), result.exponent);
  return result;
}

std::string with_exponent(const Digits& number, std::size_t min_exponent_digits) {
  std::string text = number.negative ? "-" : "";
  text += number.digits[0];
  if (number.digits.size() > 1) text += "." + number.digits.substr(1);
  text += number.exponent < 0 ? "e-" : "e+";
  const std::string exponent = std::to_string(std::abs(number.exponent));
  if (exponent.size() < min_exponent_digits) text += std::string(min_exponent_digits - exponent.size(), '0');
  return text + exponent;
}

std::string without_exponent(const Digits& number) {
  std::string text = number.negative ? "-" : "";
  const int size = static_cast<int>(number.digits.size());
  const int point = number.exponent + 1;  // digits before the dot
  if (point <= 0) return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + number.digits;
  if (point >= size) return text + number.digits + std::string(static_cast<std::size_t>(point - size), '0');
  return text + number.digits.substr(0, static_cast<std::size_t>(point)) + "." +
         number.digits.substr(static_cast<std::size_t>(point));
}

template <typename Float>
std::string shortest(Float value) {
  const Digits number = shortest_digits(value);
  return number.exponent < -4 || number.exponent >= 6 ? with_exponent(number, 2) : without_exponent(number);
}

}  // namespace

std::optional<GoInteger> parse_integer(std::string_view text, int base) {
  GoInteger result;
  const bool has_sign = text.starts_with('+') || text.starts_with('-');
  if (has_sign) {
    result.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (base == 0) {
    base = 10;
    if (text.size() > 1 && text[0] == '0') {
      const char letter = static_cast<char>(text[1] | 0x20);
      base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
      text.remove_prefix(base == 0 ? 1 : 2);
      if (base == 0) base = 8;
    }
  }
  // from_chars would take a minus sign for signed types only; the magnitude is unsigned.
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result.magnitude, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63U;
  if (has_sign && result.magnitude >= kSignBit && !(result.negative && result.magnitude == kSignBit))
    return std::nullopt;
  return result;
}

bool is_decimal(std::string_view text) { return split_decimal(text).has_value(); }

std::optional<double> parse_decimal(std::string_view text) {
  const auto parts = split_decimal(text);
  if (!parts) return std::nullopt;
  const bool negative = text.starts_with('-');
  if (text.starts_with('+')) text.remove_prefix(1);  // which from_chars does not know
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  // Go rounds what is too small to zero and refuses what is too large.
  if (error == std::errc::result_out_of_range && is_tiny(*parts)) return negative ? -0.0 : 0.0;
  return std::nullopt;
}

bool has_separated_digits(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') continue;
    if (i == 0 || !is_digit(text[i - 1]) || i + 1 == text.size() || !is_digit(text[i + 1])) return false;
  }
  return true;
}

std::string shortest_float(double value) { return shortest(value); }
std::string shortest_float(float value) { return shortest(value); }

std::string json_float(double value) {
  const double magnitude = std::fabs(value);
  const Digits number = shortest_digits(value);
  if (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21)) return with_exponent(number, 1);
  return without_exponent(number);
}

}  // namespace fleetlint::yaml
