#include "cel/decimal.h"

#include <algorithm>

namespace fleetlint::cel {

namespace {

void trim(Decimal& value) {
  value.digits.erase(0, std::min(value.digits.find_first_not_of('0'), value.digits.size() - 1));
  if (value.is_zero()) value.negative = false;
}

/// The digits with as many after the point as `scale` says, which is no fewer.
std::string widened(const Decimal& value, int scale) {
  return value.digits + std::string(static_cast<std::size_t>(scale - value.scale), '0');
}

int compare_digits(std::string_view a, std::string_view b) {
  while (a.size() > 1 && a[0] == '0') a.remove_prefix(1);
  while (b.size() > 1 && b[0] == '0') b.remove_prefix(1);
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  const int order = a.compare(b);
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

/// a + b, or a - b where a is not below b; digits of one scale.
std::string combine(std::string a, std::string b, bool subtract) {
  const std::size_t size = std::max(a.size(), b.size()) + 1;
  a.insert(0, size - a.size(), '0');
  b.insert(0, size - b.size(), '0');
  int carry = 0;
  for (std::size_t i = size; i-- > 0;) {
    int digit = a[i] - '0' + carry + (subtract ? -(b[i] - '0') : b[i] - '0');
    carry = 0;
    if (digit < 0) {
      digit += 10;
      carry = -1;
    } else if (digit > 9) {
      digit -= 10;
      carry = 1;
    }
    a[i] = static_cast<char>('0' + digit);
  }
  return a;
}

}  // namespace

Decimal decimal_of(std::string_view text) {
  Decimal value;
  value.negative = text.starts_with('-');
  value.digits.clear();
  bool after_point = false;
  for (const char c : text) {
    if (c == '.') after_point = true;
    if (c < '0' || c > '9') continue;
    value.digits += c;
    if (after_point) ++value.scale;
  }
  if (value.digits.empty()) value.digits = "0";
  trim(value);
  return value;
}

Decimal add(const Decimal& a, const Decimal& b) {
  Decimal sum;
  sum.scale = std::max(a.scale, b.scale);
  std::string left = widened(a, sum.scale);
  std::string right = widened(b, sum.scale);
  const bool subtract = a.negative != b.negative;
  sum.negative = a.negative;
  if (subtract && compare_digits(left, right) < 0) {
    std::swap(left, right);
    sum.negative = b.negative;
  }
  sum.digits = combine(std::move(left), std::move(right), subtract);
  trim(sum);
  return sum;
}

Decimal negated(Decimal value) {
  value.negative = !value.negative && !value.is_zero();
  return value;
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  const int scale = std::max(a.scale, b.scale);
  const int order = compare_digits(widened(a, scale), widened(b, scale));
  return a.negative ? -order : order;
}

Decimal times(const Decimal& value, unsigned factor) {
  Decimal product = value;
  unsigned carry = 0;
  for (auto digit = product.digits.rbegin(); digit != product.digits.rend(); ++digit) {
    carry += static_cast<unsigned>(*digit - '0') * factor;
    *digit = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  if (carry > 0) product.digits.insert(0, std::to_string(carry));
  trim(product);
  return product;
}

Decimal times_power_of_ten(Decimal value, int exponent) {
  value.scale -= exponent;
  if (value.scale < 0) {
    value.digits.append(static_cast<std::size_t>(-value.scale), '0');
    value.scale = 0;
  }
  trim(value);
  return value;
}

Decimal rounded_up(Decimal value, int scale) {
  if (value.scale <= scale) return value;
  const auto drop = static_cast<std::size_t>(value.scale - scale);
  value.digits.insert(0, drop >= value.digits.size() ? drop - value.digits.size() + 1 : 0, '0');
  const bool inexact = value.digits.find_last_not_of('0') >= value.digits.size() - drop &&
                       value.digits.find_last_not_of('0') != std::string::npos;
  value.digits.resize(value.digits.size() - drop);
  value.scale = scale;
  if (inexact) value.digits = combine(std::move(value.digits), "1", false);
  trim(value);
  return value;
}

std::string to_string(const Decimal& value) {
  std::string text = value.digits;
  const auto scale = static_cast<std::size_t>(value.scale);
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  if (scale > 0) {
    text.insert(text.size() - scale, ".");
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
  }
  return value.negative ? "-" + text : text;
}

}  // namespace fleetlint::cel
