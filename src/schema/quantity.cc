#include "schema/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"
#include "schema/formats.h"

namespace fleetlint::schema {

namespace {

using Wide = Quantity::Wide;
constexpr Wide kGreatest = static_cast<Wide>(1) << 120;
constexpr int kNano = 9;

struct Suffix {
  std::string_view text;
  int tens;  ///< power of ten
  int twos;  ///< power of two
};

constexpr std::array<Suffix, 16> kSuffixes = {{{"", 0, 0},
                                               {"n", -9, 0},
                                               {"u", -6, 0},
                                               {"m", -3, 0},
                                               {"k", 3, 0},
                                               {"M", 6, 0},
                                               {"G", 9, 0},
                                               {"T", 12, 0},
                                               {"P", 15, 0},
                                               {"E", 18, 0},
                                               {"Ki", 0, 10},
                                               {"Mi", 0, 20},
                                               {"Gi", 0, 30},
                                               {"Ti", 0, 40},
                                               {"Pi", 0, 50},
                                               {"Ei", 0, 60}}};

Wide limited(Wide value) { return std::min(value, kGreatest); }

}  // namespace

std::optional<Quantity> parse_quantity(std::string_view text) {
  if (!is_quantity(text)) return std::nullopt;
  const bool is_negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  Wide value = 0;
  int scale = 0;  // digits behind the point
  bool in_fraction = false;
  bool is_rounded = false;
  for (; !text.empty() && ((text[0] >= '0' && text[0] <= '9') || (text[0] == '.' && !in_fraction));
       text.remove_prefix(1)) {
    if (text[0] == '.') {
      in_fraction = true;
    } else if (value >= kGreatest / 10) {
      if (!in_fraction) return Quantity(is_negative ? -kGreatest : kGreatest);
      is_rounded |= text[0] != '0';
    } else {
      value = value * 10 + (text[0] - '0');
      scale += in_fraction ? 1 : 0;
    }
  }
  int tens = 0;
  int twos = 0;
  const auto* suffix = std::ranges::find(kSuffixes, text, &Suffix::text);
  if (suffix != kSuffixes.end()) {
    tens = suffix->tens;
    twos = suffix->twos;
  } else {
    text.remove_prefix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), tens);
    if (error != std::errc()) tens = text.starts_with('-') ? -100 : 100;
  }
  for (; twos > 0; --twos) value = limited(value * 2);
  int places = tens + kNano - scale;
  for (; places > 0 && value != 0; --places) {
    value = value * 10;
    if (value >= kGreatest) {
      value = kGreatest;
      break;
    }
  }
  for (; places < 0 && value != 0; ++places) {
    is_rounded |= value % 10 != 0;
    value /= 10;
  }
  if (is_rounded) ++value;
  return Quantity(is_negative ? -value : value);
}

std::optional<Quantity> quantity_of(yaml::Node node) {
  if (!node.is_scalar() || node.is_null() || node.kind() == yaml::Kind::boolean) return std::nullopt;
  return parse_quantity(trim(node.text()));
}

}  // namespace fleetlint::schema
