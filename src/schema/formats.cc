#include "schema/formats.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "schema/pattern.h"

namespace fleetlint::schema {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

/// Takes `count` digits off the front, as a number.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count || count_digits(text.substr(0, count)) != count) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + count, value);
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return false;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return false;
  const auto day = take_number(text, 2);
  if (!day || *month < 1 || *month > 12) return false;
  constexpr std::array kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
  const int days = *month == 2 && !is_leap ? 28 : kDays[static_cast<std::size_t>(*month - 1)];
  return *day >= 1 && *day <= days;
}

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && !take(text, '.')) return false;
    const std::size_t digits = count_digits(text);
    if (digits == 0 || digits > 3 || (digits > 1 && text.front() == '0')) return false;
    if (*take_number(text, digits) > 255) return false;
  }
  return text.empty();
}

bool is_ipv6(std::string_view text) {
  int groups = 0;
  bool has_gap = false;
  if (text.starts_with("::")) {
    has_gap = true;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  for (;;) {
    std::size_t digits = 0;
    while (digits < text.size() &&
           ((text[digits] >= '0' && text[digits] <= '9') || (text[digits] >= 'a' && text[digits] <= 'f') ||
            (text[digits] >= 'A' && text[digits] <= 'F'))) {
      ++digits;
    }
    if (digits < text.size() && text[digits] == '.') {
      groups += 2;
      return is_ipv4(text) && (has_gap ? groups <= 7 : groups == 8);
    }
    if (digits == 0 || digits > 4) return false;
    ++groups;
    text.remove_prefix(digits);
    if (text.empty()) break;
    if (!take(text, ':')) return false;
    if (take(text, ':')) {
      if (has_gap) return false;
      has_gap = true;
      if (text.empty()) break;
    }
  }
  return has_gap ? groups <= 7 : groups == 8;
}

bool is_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  std::string_view bits = text.substr(slash + 1);
  const std::string_view address = text.substr(0, slash);
  if (bits.empty() || bits.size() > 3 || count_digits(bits) != bits.size()) return false;
  const int length = *take_number(bits, bits.size());
  return (is_ipv4(address) && length <= 32) || (is_ipv6(address) && length <= 128);
}

/// A format that a regular expression says, on purpose never narrower than the server's.
struct PatternFormat {
  std::string_view name;
  std::string_view pattern;
};

constexpr std::array kPatternFormats = {
    PatternFormat{"mac",
                  "^([0-9A-Fa-f]{2}[:-]){5,19}[0-9A-Fa-f]{2}$|^([0-9A-Fa-f]{4}\\.){2,9}[0-9A-Fa-f]{4}$"},
    PatternFormat{"uuid", "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$"},
    PatternFormat{"uuid3", "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$"},
    PatternFormat{"uuid4", "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"},
    PatternFormat{"uuid5", "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"},
    PatternFormat{"hexcolor", "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"},
    PatternFormat{"bsonobjectid", "^[0-9a-fA-F]{24}$"},
    PatternFormat{"email", "@"},
    PatternFormat{"duration", "^\\s*[-+]?([0-9]*\\.?[0-9]+\\s*[A-Za-zµμ]+\\s*)+$|^\\s*[-+]?0\\s*$"},
    PatternFormat{"date-time", "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}.*)?$"},
    PatternFormat{"datetime", "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}.*)?$"},
    PatternFormat{"k8s-short-name", "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},
    PatternFormat{"k8s-long-name", "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"},
    PatternFormat{"hostname", "^[^\\s/:@]+$"},
};

}  // namespace

bool is_quantity(std::string_view text) {
  if (text.empty()) return false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  text.remove_prefix(count_digits(text));
  if (take(text, '.')) text.remove_prefix(count_digits(text));
  // Without any digit it is read as zero.
  constexpr std::array<std::string_view, 16> kSuffixes = {"",  "n", "u",  "m",  "k",  "M",  "G",  "T",
                                                          "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  if (std::ranges::find(kSuffixes, text) != kSuffixes.end()) return true;
  if (!take(text, 'e') && !take(text, 'E')) return false;
  if (!take(text, '+')) take(text, '-');
  return !text.empty() && count_digits(text) == text.size();
}

bool is_rfc3339(std::string_view text) {
  if (!take_date(text) || !take(text, 'T')) return false;
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return false;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return false;
  const auto second = take_number(text, 2);
  if (!second || *second > 60) return false;
  if (!text.empty() && (text.front() == '.' || text.front() == ',')) {
    text.remove_prefix(1);
    const std::size_t digits = count_digits(text);
    if (digits == 0) return false;
    text.remove_prefix(digits);
  }
  if (text == "Z") return true;
  if (!take(text, '+') && !take(text, '-')) return false;
  const auto zone_hour = take_number(text, 2);
  if (!zone_hour || !take(text, ':')) return false;
  return take_number(text, 2) && text.empty();
}

bool is_base64(std::string_view text) {
  std::size_t characters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      if (++padding > 2) return false;
      continue;
    }
    const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (padding > 0 || !(is_letter || is_digit(c) || c == '+' || c == '/')) return false;
    ++characters;
  }
  return (characters + padding) % 4 == 0 && (padding == 0 || characters % 4 != 0);
}

bool fits_format(std::string_view format, std::string_view text, bool native) {
  if (native) {
    if (format == "date-time") return is_rfc3339(text);
    if (format == "byte") return is_base64(text);
    return true;
  }
  if (format == "byte") return is_base64(text);
  if (format == "ipv4") return is_ipv4(text);
  if (format == "ipv6") return is_ipv6(text);
  if (format == "cidr") return is_cidr(text);
  if (format == "date") return take_date(text) && text.empty();
  const auto it = std::ranges::find(kPatternFormats, format, &PatternFormat::name);
  return it == kPatternFormats.end() || matches(it->pattern, text);
}

}  // namespace fleetlint::schema
