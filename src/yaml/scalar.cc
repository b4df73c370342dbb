#include "yaml/scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include "yaml/go_number.h"
#include "yaml/timestamp.h"

namespace fleetlint::yaml {

namespace {

using std::string_view;

/// A word that means something whatever characters it is made of.
struct Word {
  string_view text;
  Kind kind;
};

constexpr Word kCommonWords[] = {
    {"", Kind::null},          {"~", Kind::null},         {"null", Kind::null},
    {"Null", Kind::null},      {"NULL", Kind::null},      {"true", Kind::boolean},
    {"True", Kind::boolean},   {"TRUE", Kind::boolean},   {"false", Kind::boolean},
    {"False", Kind::boolean},  {"FALSE", Kind::boolean},  {".inf", Kind::floating},
    {".Inf", Kind::floating},  {".INF", Kind::floating},  {"+.inf", Kind::floating},
    {"+.Inf", Kind::floating}, {"+.INF", Kind::floating}, {"-.inf", Kind::floating},
    {"-.Inf", Kind::floating}, {"-.INF", Kind::floating}, {".nan", Kind::floating},
    {".NaN", Kind::floating},  {".NAN", Kind::floating},
};

// YAML 1.1's other booleans, which only goyaml.v2 knows. Not all cases count: "oN" is text.
constexpr string_view kOldTrue[] = {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"};
constexpr string_view kOldFalse[] = {"n", "N", "no", "No", "NO", "off", "Off", "OFF"};

bool is_one_of(string_view text, std::span<const string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_one_char_of(char c, string_view characters) { return characters.find(c) != string_view::npos; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_underscores(string_view text) {
  std::string digits(text);
  std::erase(digits, '_');
  return digits;
}

/// goyaml looks for a number only where the first character promises one, and
/// drops underscores unless that character is a dot.
std::optional<GoInteger> go_integer(string_view text, Dialect dialect) {
  if (text.empty() || !(is_digit(text[0]) || text[0] == '+' || text[0] == '-')) return std::nullopt;
  const std::string plain = without_underscores(text);
  if (auto value = parse_integer(plain)) return value;
  // Afterwards it tries binary digits again without their prefix (v3: octal ones
  // too), and so a sign between prefix and digits passes.
  const bool negative = plain.starts_with('-');
  const string_view rest = string_view(plain).substr(negative ? 1 : 0);
  for (const auto& [prefix, base] : {std::pair{"0b", 2}, std::pair{"0o", 8}}) {
    if (!rest.starts_with(prefix) || negative) continue;
    if (base == 8 && dialect != Dialect::go_yaml_v3) continue;
    if (auto value = parse_integer(rest.substr(2), base)) return value;
  }
  return std::nullopt;
}

std::optional<double> go_float(string_view text) {
  if (text.empty()) return std::nullopt;
  if (text[0] == '.') {
    if (!has_separated_digits(text)) return std::nullopt;
    return parse_decimal(without_underscores(text));
  }
  if (!is_digit(text[0]) && text[0] != '+' && text[0] != '-') return std::nullopt;
  return parse_decimal(without_underscores(text));
}

bool is_core_integer(string_view text) {
  const auto all = [](string_view digits, auto accept) {
    return !digits.empty() && std::ranges::all_of(digits, accept);
  };
  if (text.starts_with("0o")) return all(text.substr(2), [](char c) { return c >= '0' && c <= '7'; });
  if (text.starts_with("0x"))
    return all(text.substr(2), [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return all(text, is_digit);
}

/// Digits without sign and leading zeros: integers that go through no machine word.
std::string canonical_digits(string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  return (negative ? "-" : "") + std::string(text);
}

/// Any dialect's integer: the text was resolved already.
std::optional<GoInteger> integer(string_view text) { return go_integer(text, Dialect::go_yaml_v3); }

}  // namespace

Kind resolve_plain(string_view text, Dialect dialect) {
  // Most scalars are words; their first letter tells that they mean nothing else.
  if (!text.empty() && !is_one_char_of(text[0], "~nNtTfFyYoO.+-0123456789")) return Kind::string;
  for (const Word& word : kCommonWords) {
    if (word.text == text) return word.kind;
  }
  if (dialect == Dialect::core) {
    if (is_core_integer(text)) return Kind::integer;
    return is_decimal(text) ? Kind::floating : Kind::string;
  }
  if (dialect == Dialect::go_yaml_v2 && (is_one_of(text, kOldTrue) || is_one_of(text, kOldFalse)))
    return Kind::boolean;
  if (timestamp_value(text)) return Kind::string;
  if (go_integer(text, dialect)) return Kind::integer;
  return go_float(text) ? Kind::floating : Kind::string;
}

bool is_ambiguous_plain(string_view text, Dialect dialect) {
  if (resolve_plain(text, dialect) != Kind::string) return true;
  return dialect != Dialect::core && timestamp_value(text).has_value();
}

std::optional<std::string> timestamp_value(string_view text) { return canonical_timestamp(text); }

bool bool_value(string_view text) {
  return text == "true" || text == "True" || text == "TRUE" || is_one_of(text, kOldTrue);
}

std::optional<std::int64_t> int_value(string_view text) {
  const auto value = integer(text);
  if (!value) return std::nullopt;
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!value->negative)
    return value->magnitude <= kMax ? std::optional(static_cast<std::int64_t>(value->magnitude))
                                    : std::nullopt;
  // The magnitude of the smallest number has no positive twin.
  return static_cast<std::int64_t>(-value->magnitude);
}

std::optional<double> float_value(string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return std::numeric_limits<double>::quiet_NaN();
  const bool negative = text.starts_with('-');
  const string_view unsigned_text = text.substr(negative || text.starts_with('+') ? 1 : 0);
  if (is_one_of(unsigned_text, std::array<string_view, 3>{".inf", ".Inf", ".INF"})) {
    const double infinity = std::numeric_limits<double>::infinity();
    return negative ? -infinity : infinity;
  }
  if (const auto value = integer(text)) {
    const auto magnitude = static_cast<double>(value->magnitude);
    return value->negative ? -magnitude : magnitude;
  }
  return go_float(text);
}

std::string json_number(Node scalar) {
  const string_view text = scalar.text();
  switch (scalar.kind()) {
    case Kind::null: return "null";
    case Kind::boolean: return bool_value(text) ? "true" : "false";
    case Kind::integer: {
      const auto value = integer(text);
      if (!value) return canonical_digits(text);
      return (value->negative && value->magnitude != 0 ? "-" : "") + std::to_string(value->magnitude);
    }
    case Kind::floating: {
      const auto value = float_value(text);
      return value && std::isfinite(*value) ? json_float(*value) : std::string();
    }
    default: return std::string(text);
  }
}

std::string yaml_number(Node scalar) {
  std::string json = json_number(scalar);
  if (json.empty()) return json;
  if (scalar.kind() != Kind::floating && scalar.kind() != Kind::integer) return json;
  // A float without a fraction is an integer in JSON and is read again as one.
  if (const auto value = go_integer(json, Dialect::go_yaml_v2)) {
    return (value->negative && value->magnitude != 0 ? "-" : "") + std::to_string(value->magnitude);
  }
  const auto value = go_float(json);
  return value ? shortest_float(*value) : json;
}

std::optional<std::string> json_key(const Entry& entry) {
  const string_view text = entry.key.text();
  switch (entry.key_kind) {
    case Kind::string: return std::string(text);
    case Kind::boolean: return bool_value(text) ? "true" : "false";
    case Kind::integer: {
      const auto value = int_value(text);
      return value ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    case Kind::floating: {
      const auto value = float_value(text);
      if (!value) return std::nullopt;
      if (std::isnan(*value)) return ".nan";
      if (std::isinf(static_cast<float>(*value))) return *value < 0 ? "-.inf" : ".inf";
      return shortest_float(static_cast<float>(*value));
    }
    default: return std::nullopt;
  }
}

}  // namespace fleetlint::yaml
