#include "cel/text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/calendar.h"
#include "base/strings.h"
#include "base/unicode.h"

namespace fleetlint::cel {

namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kFirstSecond = -62'135'596'800;  // year 1
constexpr std::int64_t kLastSecond = 253'402'300'799;   // end of year 9999

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes exactly `count` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || *day < 1 || *day > days_in_month(*year, *month)) return std::nullopt;
  return days_from_civil(*year, *month, *day);
}

}  // namespace

bool is_valid_timestamp(std::int64_t seconds) { return seconds >= kFirstSecond && seconds <= kLastSecond; }

std::optional<Value> parse_timestamp(std::string_view text) {
  const auto days = take_date(text);
  if (!days || !take(text, 'T')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  std::int32_t nanos = 0;
  if (take(text, '.')) {
    std::int32_t place = kNanosPerSecond / 10;
    if (text.empty() || !is_digit(text[0])) return std::nullopt;
    for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), place /= 10)
      nanos += (text[0] - '0') * place;
  }
  std::int64_t offset = 0;
  if (!take(text, 'Z')) {
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const int sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    offset = sign * (*hours * 3600 + *minutes * 60);
  }
  const std::int64_t seconds = *days * kSecondsPerDay + *hour * 3600 + *minute * 60 + *second - offset;
  if (!text.empty() || !is_valid_timestamp(seconds)) return std::nullopt;
  return Value::timestamp(seconds, nanos, static_cast<std::int32_t>(offset));
}

std::optional<Value> parse_time_or_date(std::string_view text) {
  std::string_view rest = text;
  const auto days = take_date(rest);
  if (days && rest.empty()) return Value::timestamp(*days * kSecondsPerDay, 0);
  return parse_timestamp(text);
}

std::string format_timestamp(const Value& timestamp) {
  const std::int32_t offset = timestamp.zone_offset();
  const CivilTime civil = to_civil(timestamp.seconds() + offset);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year, civil.month, civil.day,
                                 civil.hour, civil.minute, civil.second);
  if (timestamp.nanos() != 0) {
    std::string fraction = fmt::format("{:09}", timestamp.nanos());
    fraction.resize(fraction.find_last_not_of('0') + 1);
    text += '.' + fraction;
  }
  if (offset == 0) return text + 'Z';
  const int minutes = (offset < 0 ? -offset : offset) / 60;
  return text + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

namespace {

/// The unit's nanoseconds, taken off the front; 0 for none.
std::int64_t take_unit(std::string_view& text) {
  struct Unit {
    std::string_view name;
    std::int64_t nanos;
  };
  constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                           {"us", 1000},
                                           {"\xC2\xB5s", 1000},  // micro sign
                                           {"\xCE\xBCs", 1000},  // Greek mu
                                           {"ms", 1'000'000},
                                           {"s", kNanosPerSecond},
                                           {"m", 60 * kNanosPerSecond},
                                           {"h", 3600 * kNanosPerSecond}}};
  for (const Unit& unit : kUnits) {
    if (text.starts_with(unit.name)) {
      text.remove_prefix(unit.name.size());
      return unit.nanos;
    }
  }
  return 0;
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  __extension__ using Wide = __int128;
  constexpr Wide kLimit = static_cast<Wide>(std::numeric_limits<std::int64_t>::max()) + 1;
  Wide total = 0;
  while (!text.empty()) {
    Wide whole = 0;
    bool digits = false;
    for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), digits = true) {
      whole = whole * 10 + (text[0] - '0');
      if (whole > kLimit) return std::nullopt;
    }
    Wide fraction = 0;
    Wide scale = 1;
    if (take(text, '.')) {
      for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), digits = true) {
        if (scale >= 1'000'000'000'000'000) continue;  // finer than any unit tells
        fraction = fraction * 10 + (text[0] - '0');
        scale *= 10;
      }
    }
    if (!digits) return std::nullopt;
    const std::int64_t unit = take_unit(text);
    if (unit == 0) return std::nullopt;
    total += whole * unit + fraction * unit / scale;
    if (total > kLimit) return std::nullopt;
  }
  if (!negative && total == kLimit) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -total : total);
}

namespace {

/// The unit of a loose duration: its short names, and how its long name begins.
struct LooseUnit {
  std::int64_t nanos;
  std::array<std::string_view, 2> names;
  std::string_view prefix;
};

constexpr std::array<LooseUnit, 8> kLooseUnits = {{
    {1, {"ns", "ns"}, "nano"},
    {1'000, {"us", "\u00b5s"}, "micro"},
    {1'000'000, {"ms", "ms"}, "milli"},
    {kNanosPerSecond, {"s", "s"}, "sec"},
    {60 * kNanosPerSecond, {"m", "m"}, "min"},
    {3'600 * kNanosPerSecond, {"h", "hr"}, "hour"},
    {86'400 * kNanosPerSecond, {"d", "d"}, "day"},
    {604'800 * kNanosPerSecond, {"w", "wk"}, "week"},
}};

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::optional<std::int64_t> parse_loose_duration(std::string_view text) {
  if (const auto exact = parse_duration(text)) return exact;
  std::optional<std::int64_t> total;
  while (!text.empty()) {
    if (!is_digit(text[0])) {
      text.remove_prefix(1);
      continue;
    }
    std::int64_t count = 0;
    for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
      if (__builtin_mul_overflow(count, std::int64_t{10}, &count)) return std::nullopt;
      if (__builtin_add_overflow(count, std::int64_t{text[0] - '0'}, &count)) return std::nullopt;
    }
    while (!text.empty() && (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r'))) text.remove_prefix(1);
    std::string unit;
    for (; !text.empty() && is_letter(text[0]); text.remove_prefix(1)) unit += text[0];
    unit = to_lower(unit);
    for (const LooseUnit& known : kLooseUnits) {
      if (unit != known.names[0] && unit != known.names[1] && !unit.starts_with(known.prefix)) continue;
      std::int64_t part = 0;
      if (__builtin_mul_overflow(count, known.nanos, &part)) return std::nullopt;
      if (__builtin_add_overflow(total.value_or(0), part, &part)) return std::nullopt;
      total = part;
    }
  }
  return total;
}

std::string format_duration(std::int64_t nanos) {
  const bool negative = nanos < 0;
  const std::uint64_t magnitude =
      negative ? ~static_cast<std::uint64_t>(nanos) + 1 : static_cast<std::uint64_t>(nanos);
  std::string text = fmt::format("{}{}", negative ? "-" : "", magnitude / kNanosPerSecond);
  if (const std::uint64_t rest = magnitude % kNanosPerSecond; rest != 0) {
    std::string fraction = fmt::format("{:09}", rest);
    fraction.resize(fraction.find_last_not_of('0') + 1);
    text += '.' + fraction;
  }
  return text + 's';
}

std::optional<double> parse_double(std::string_view text) {
  bool negative = false;
  if (text.starts_with('+') || text.starts_with('-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  std::string lower;
  for (const char c : text.substr(0, 9)) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  double value = 0;
  if (lower == "inf" || lower == "infinity") {
    value = std::numeric_limits<double>::infinity();
  } else if (lower == "nan") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    const bool hex = lower.starts_with("0x");
    if (hex) text.remove_prefix(2);
    if (text.empty() || (!is_digit(text[0]) && text[0] != '.' && !hex)) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value,
                                              hex ? std::chars_format::hex : std::chars_format::general);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
      // from_chars does not tell the two ends of the range apart: too small is zero, too large none.
      value = std::strtod(((hex ? "0x" : "") + std::string(text)).c_str(), nullptr);
      if (std::isinf(value)) return std::nullopt;
    }
  }
  return negative ? -value : value;
}

std::string format_double(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 64> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view shortest(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  int exponent = 0;
  const std::size_t mark = shortest.find('e');
  std::string_view digits = shortest.substr(mark + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  // As Go's %g: an exponent shows below -4 and from 6 on.
  constexpr int kExponentFrom = 6;
  if (exponent < -4 || exponent >= kExponentFrom) return std::string(shortest);
  const auto [fixed_end, fixed_error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), fixed_end};
}

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::string clean;
  for (const char c : text) {
    if (c != '\r' && c != '\n') clean += c;  // Go's decoder passes over line breaks
  }
  if (clean.size() % 4 != 0) return std::nullopt;
  for (std::size_t at = 0; at < clean.size(); at += 4) {
    std::uint32_t group = 0;
    int padding = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const char c = clean[at + i];
      const bool may_pad = at + 4 == clean.size() && i >= 2;
      const std::size_t digit = kAlphabet.find(c);
      if (c == '=' && may_pad) {
        ++padding;
      } else if (digit == std::string_view::npos || padding > 0) {
        return std::nullopt;
      }
      group = group << 6 | static_cast<std::uint32_t>(c == '=' ? 0 : digit);
    }
    for (int i = 0; i < 3 - padding; ++i) bytes += static_cast<char>(group >> (16 - 8 * i) & 0xFF);
  }
  return bytes;
}

}  // namespace fleetlint::cel
