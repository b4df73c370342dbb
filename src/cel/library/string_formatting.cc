// string.format(list): the clauses %s %d %f %e %x %X %o %b.
#include <fmt/format.h>

#include <array>

#include <algorithm>
#include <cmath>

#include "base/strings.h"
#include "cel/library.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

constexpr int kMaxPrecision = 1000;

/// NaN and the infinities, which every clause for numbers prints alike.
std::optional<std::string> special(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return std::nullopt;
}

/// Nothing for a value that %s does not print.
std::optional<std::string> as_string(Context& c, const Value& value) {
  if (!c.charge(1)) return std::nullopt;
  switch (value.kind()) {
    case ValueKind::null: return "null";
    case ValueKind::boolean: return value.boolean() ? "true" : "false";
    case ValueKind::integer: return std::to_string(value.integer());
    case ValueKind::unsigned_integer: return std::to_string(value.unsigned_integer());
    case ValueKind::floating: {
      if (auto text = special(value.floating())) return text;
      return format_double(value.floating());
    }
    case ValueKind::string:
    case ValueKind::bytes: c.charge(value.text().size() / 10); return std::string(value.text());
    case ValueKind::timestamp: return format_timestamp(value);
    case ValueKind::duration: return format_duration(value.duration_nanos());
    case ValueKind::type: return std::string(runtime_name(value.type()));
    case ValueKind::list: {
      std::string text;
      for (std::size_t i = 0; i < value.size(); ++i) {
        const auto item = as_string(c, value.at(c.arena, i));
        if (!item) return std::nullopt;
        text.append(i == 0 ? "" : ", ").append(*item);
      }
      return "[" + text + "]";
    }
    case ValueKind::map: {
      std::vector<std::string> entries;
      for (std::size_t i = 0; i < value.size(); ++i) {
        const auto key = as_string(c, value.key_at(i));
        const auto item = as_string(c, value.at(c.arena, i));
        if (!key || !item) return std::nullopt;
        entries.push_back(*key + ": " + *item);
      }
      std::ranges::sort(entries);
      return "{" + join(entries, ", ") + "}";
    }
    default: return std::nullopt;
  }
}

std::string hex_of(std::string_view bytes, bool upper) {
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    text += upper ? fmt::format("{:02X}", number) : fmt::format("{:02x}", number);
  }
  return text;
}

/// A whole number in the base of the clause; nothing for a value it does not take.
std::optional<std::string> as_integer(const Value& value, char clause) {
  const auto in_base = [&](auto number) {
    switch (clause) {
      case 'x': return fmt::format("{:x}", number);
      case 'X': return fmt::format("{:X}", number);
      case 'o': return fmt::format("{:o}", number);
      case 'b': return fmt::format("{:b}", number);
      default: return fmt::format("{}", number);
    }
  };
  switch (value.kind()) {
    case ValueKind::integer: return in_base(value.integer());
    case ValueKind::unsigned_integer: return in_base(value.unsigned_integer());
    case ValueKind::boolean:
      if (clause != 'b') return std::nullopt;
      return value.boolean() ? "1" : "0";
    case ValueKind::floating:
      if (clause != 'd') return std::nullopt;
      return special(value.floating());
    case ValueKind::string:
    case ValueKind::bytes:
      if (clause != 'x' && clause != 'X') return std::nullopt;
      return hex_of(value.text(), clause == 'X');
    default: return std::nullopt;
  }
}

/// "3.14e-05" as it is typeset: "3.14×10⁻⁰⁵".
std::string with_typeset_exponent(const std::string& text) {
  constexpr std::array<std::string_view, 10> kDigits = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                                        "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  const std::size_t mark = text.find('e');
  std::string result = text.substr(0, mark) + "\u00d710";
  for (const char c : text.substr(mark + 1)) {
    if (c == '-') result += "\u207b";
    if (c >= '0' && c <= '9') result += kDigits[static_cast<std::size_t>(c - '0')];
  }
  return result;
}

std::optional<std::string> as_floating(const Value& value, char clause, int precision,
                                       bool has_typeset_exponents) {
  double number = 0;
  switch (value.kind()) {
    case ValueKind::floating: number = value.floating(); break;
    case ValueKind::integer: number = static_cast<double>(value.integer()); break;
    case ValueKind::unsigned_integer: number = static_cast<double>(value.unsigned_integer()); break;
    default: return std::nullopt;
  }
  if (auto text = special(number)) return text;
  if (clause == 'f') return fmt::format("{:.{}f}", number, precision);
  std::string text = fmt::format("{:.{}e}", number, precision);
  return has_typeset_exponents ? with_typeset_exponent(text) : text;
}

/// Takes ".3" off the front.
std::optional<int> take_precision(std::string_view& text) {
  constexpr int kDefault = 6;
  if (!text.starts_with('.')) return kDefault;
  text.remove_prefix(1);
  int precision = 0;
  bool digits = false;
  for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), digits = true) {
    precision = precision * 10 + (text[0] - '0');
    if (precision > kMaxPrecision) return std::nullopt;
  }
  if (!digits) return std::nullopt;
  return precision;
}

std::optional<std::string> clause_text(Context& c, const Value& value, char clause, int precision,
                                       bool has_typeset_exponents) {
  switch (clause) {
    case 's': return as_string(c, value);
    case 'f':
    case 'e': return as_floating(value, clause, precision, has_typeset_exponents);
    default: return as_integer(value, clause);
  }
}

template <bool has_typeset_exponents>
Value format(Context& c, std::span<const Value> a) {
  std::string_view text = a[0].text();
  std::string result;
  std::size_t next = 0;
  while (true) {
    const std::size_t mark = text.find('%');
    result += text.substr(0, mark);
    if (mark == std::string_view::npos) break;
    text.remove_prefix(mark + 1);
    if (text.starts_with('%')) {
      result += '%';
      text.remove_prefix(1);
      continue;
    }
    const std::optional<int> precision = take_precision(text);
    if (!precision) return c.error("format: the precision has to be a number up to 1000");
    if (text.empty()) return c.error("format: % at the end has no clause; write %% for a percent sign");
    const char clause = text[0];
    if (std::string_view("sdfexXob").find(clause) == std::string_view::npos)
      return c.error("format: unrecognized clause " + quote("%" + std::string(1, clause)));
    text.remove_prefix(1);
    if (next >= a[1].size()) return c.error("format: index " + std::to_string(next) + " out of range");
    const Value value = a[1].at(c.arena, next++);
    const auto part = clause_text(c, value, clause, *precision, has_typeset_exponents);
    if (c.is_over_budget() || !c.charge(1 + (part ? part->size() / 10 : 0))) return c.over_budget();
    if (!part) {
      return c.error("format: %" + std::string(1, clause) + " takes no value of type " +
                     std::string(runtime_name(runtime_type(value))));
    }
    result += *part;
  }
  return c.text(result);
}

// cel-go's version of the strings library that Kubernetes has typesets exponents; cel-spec's does not.
constexpr Signature kRows[] = {{"string:format(list(dyn)) string", format<true>, 29}};
constexpr Signature kSpecRows[] = {{"string:format(list(dyn)) string", format<false>, 29}};

}  // namespace

void add_string_formatting(Library& library) {
  if (library.features().spec_extensions)
    library.add(kSpecRows);
  else
    library.add(kRows);
}

}  // namespace fleetlint::cel
