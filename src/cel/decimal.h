// Decimal: a number in decimal digits, as many as there are.
//
// Quantities are decimal fractions beyond 64 bits: exact sums and comparisons of them
// need no more than this.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::cel {

struct Decimal {
  bool negative = false;
  std::string digits = "0";  ///< without leading zeros
  int scale = 0;             ///< digits after the point

  bool is_zero() const { return digits == "0"; }
};

/// Digits and one point at most; the text must be of that form.
Decimal decimal_of(std::string_view text);

Decimal add(const Decimal& a, const Decimal& b);
Decimal negated(Decimal value);
int compare(const Decimal& a, const Decimal& b);
Decimal times(const Decimal& value, unsigned factor);
Decimal times_power_of_ten(Decimal value, int exponent);

/// At most `scale` digits after the point, away from zero.
Decimal rounded_up(Decimal value, int scale);

/// Plain notation without zeros at the end of a fraction.
std::string to_string(const Decimal& value);

}  // namespace fleetlint::cel
