// Numbers in Go's notation: what strconv reads and how encoding/json and goyaml
// print. yaml/scalar.h says which texts are numbers at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetlint::yaml {

struct GoInteger {
  bool negative = false;
  std::uint64_t magnitude = 0;
};

/// An integer of 64 bits, with or (where the text has no sign) without a sign bit.
/// Base 0 takes it from the prefix: 0x, 0o, 0b, and 0 for octal.
std::optional<GoInteger> parse_integer(std::string_view text, int base = 0);

/// Digits with at most one dot and an exponent: `1`, `-1.`, `.5e+3`.
bool is_decimal(std::string_view text);

/// The value of such a text; nothing where it is beyond a double.
std::optional<double> parse_decimal(std::string_view text);

/// Underscores only between digits, as in Go's source code.
bool has_separated_digits(std::string_view text);

/// The shortest digits that give the number again, with an exponent of two digits
/// at least where it is below -4 or above 5.
std::string shortest_float(double value);
std::string shortest_float(float value);

/// As encoding/json prints it: plain digits between 1e-6 and 1e21.
std::string json_float(double value);

}  // namespace fleetlint::yaml
