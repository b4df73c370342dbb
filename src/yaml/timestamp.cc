#include "yaml/timestamp.h"

#include <fmt/format.h>

#include "base/calendar.h"

namespace fleetlint::yaml {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads from the front of a text; once something did not fit, `failed` stays set.
struct Reader {
  std::string_view rest;
  bool failed = false;

  bool take(char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) { failed = !take(c) || failed; }

  /// A number of `least` to `most` digits.
  int number(std::size_t least, std::size_t most, int maximum) {
    int value = 0;
    std::size_t count = 0;
    while (count < most && !rest.empty() && is_digit(rest[0])) {
      value = value * 10 + (rest[0] - '0');
      rest.remove_prefix(1);
      ++count;
    }
    if (count < least || value > maximum) failed = true;
    return value;
  }

  /// The digits after a dot (Go takes a comma too), cut at nanoseconds.
  std::string fraction() {
    if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',') || !is_digit(rest[1])) return {};
    rest.remove_prefix(1);
    std::string digits;
    while (!rest.empty() && is_digit(rest[0])) {
      digits += rest[0];
      rest.remove_prefix(1);
    }
    if (digits.size() > 9) digits.resize(9);
    while (digits.ends_with('0')) digits.pop_back();
    return digits.empty() ? digits : "." + digits;
  }
};

}  // namespace

std::optional<std::string> canonical_timestamp(std::string_view text) {
  if (text.size() < 8 || text[4] != '-' || !is_digit(text[0])) return std::nullopt;
  Reader in{text};
  const int year = in.number(4, 4, 9999);
  in.expect('-');
  const int month = in.number(1, 2, 12);
  in.expect('-');
  const int day = in.number(1, 2, 31);
  if (in.failed || month == 0 || day == 0 || day > days_in_month(year, month)) return std::nullopt;
  const std::string date = fmt::format("{:04}-{:02}-{:02}T", year, month, day);
  if (in.rest.empty()) return date + "00:00:00Z";

  const bool has_zone = in.take('T') || in.take('t');
  if (!has_zone) {
    in.expect(' ');
    while (in.take(' ')) {
    }
  }
  const int hour = in.number(1, 2, 23);
  in.expect(':');
  const int minute = in.number(1, 2, 59);
  in.expect(':');
  const int second = in.number(1, 2, 59);
  const std::string time = fmt::format("{:02}:{:02}:{:02}{}", hour, minute, second, in.fraction());
  std::string zone = "Z";
  if (has_zone && !in.take('Z')) {
    const bool is_west = in.take('-');
    if (!is_west) in.expect('+');
    const int zone_hour = in.number(2, 2, 24);
    in.expect(':');
    const int zone_minute = in.number(2, 2, 60);
    if (zone_hour != 0 || zone_minute != 0)
      zone = fmt::format("{}{:02}:{:02}", is_west ? '-' : '+', zone_hour, zone_minute);
  }
  if (in.failed || !in.rest.empty()) return std::nullopt;
  return date + time + zone;
}

}  // namespace fleetlint::yaml
