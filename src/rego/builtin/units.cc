// Quantities with units.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/strings.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

struct Unit {
  std::string_view name;
  long double factor;
};

constexpr auto kBytes = std::to_array<Unit>({{"", 1},
                                             {"k", 1e3L},
                                             {"kb", 1e3L},
                                             {"m", 1e6L},
                                             {"mb", 1e6L},
                                             {"g", 1e9L},
                                             {"gb", 1e9L},
                                             {"t", 1e12L},
                                             {"tb", 1e12L},
                                             {"p", 1e15L},
                                             {"pb", 1e15L},
                                             {"e", 1e18L},
                                             {"eb", 1e18L},
                                             {"ki", 1024.0L},
                                             {"kib", 1024.0L},
                                             {"mi", 1048576.0L},
                                             {"mib", 1048576.0L},
                                             {"gi", 1073741824.0L},
                                             {"gib", 1073741824.0L},
                                             {"ti", 1099511627776.0L},
                                             {"tib", 1099511627776.0L},
                                             {"pi", 1125899906842624.0L},
                                             {"pib", 1125899906842624.0L},
                                             {"ei", 1152921504606846976.0L},
                                             {"eib", 1152921504606846976.0L}});

/// The number and the unit behind it, quotes left out.
std::pair<std::string, std::string> parts(const Call& c) {
  std::string text;
  for (const char ch : c.text(0)) {
    if (ch != '"') text += ch;
  }
  if (text.empty()) fail_builtin("no amount provided");
  if (text.find(' ') != std::string::npos) fail_builtin("spaces not allowed in resource strings");
  std::size_t end = 0;
  while (end < text.size() &&
         (std::string_view("0123456789.+-").find(text[end]) != std::string_view::npos ||
          ((text[end] == 'e' || text[end] == 'E') && end + 1 < text.size() &&
           std::string_view("0123456789+-").find(text[end + 1]) != std::string_view::npos)))
    ++end;
  if (end == 0) fail_builtin("no amount provided");
  const std::string number = text.substr(0, end);
  char* stop = nullptr;
  std::strtold(number.c_str(), &stop);
  if (*stop != '\0') fail_builtin("could not parse amount to a number");
  return {number, text.substr(end)};
}

/// The amount in units of 10^`power`, read as one number so that nothing is rounded twice.
long double scaled(const std::string& number, int power) {
  const std::size_t e = number.find_first_of("eE");
  const int exponent = e == std::string::npos ? 0 : std::atoi(number.c_str() + e + 1);
  const std::string text =
      number.substr(0, e) + "e" + std::to_string(std::clamp(exponent, -9999, 9999) + power);
  return std::strtold(text.c_str(), nullptr);
}

/// The amount in a unit: powers of ten exactly, powers of two without loss.
long double in_unit(const std::string& number, long double factor) {
  int power = 0;
  long double rest = factor;
  while (rest >= 1000 && std::fmod(rest, 1000.0L) == 0) {
    rest /= 1000;
    power += 3;
  }
  return rest == 1 ? scaled(number, power) : std::strtold(number.c_str(), nullptr) * factor;
}

Value parse_bytes(const Call& c) {
  const auto [number, unit] = parts(c);
  for (const Unit& known : kBytes) {
    if (known.name != to_lower(unit)) continue;
    return c.heap.real(std::trunc(in_unit(number, known.factor)));
  }
  fail_builtin("byte unit " + quote(unit) + " not recognized");
}

/// As parse_bytes, but m is milli and M mega, and the rest of the number is kept.
Value parse(const Call& c) {
  const auto [number, unit] = parts(c);
  if (unit == "m") return c.heap.real(scaled(number, -3));
  for (const Unit& known : kBytes) {
    if (known.name != to_lower(unit) || unit.ends_with('b') || unit.ends_with('B')) continue;
    return c.heap.real(in_unit(number, known.factor));
  }
  fail_builtin("unit " + quote(unit) + " not recognized");
}

constexpr Builtin kTable[] = {
    {"units.parse_bytes", 1, parse_bytes},
    {"units.parse", 1, parse},
};

}  // namespace

extern const BuiltinFamily builtin_units;
const BuiltinFamily builtin_units{kTable};

}  // namespace fleetlint::rego
