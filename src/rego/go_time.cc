#include "rego/go_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace fleetlint::rego {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

struct NamedLayout {
  std::string_view name;
  std::string_view layout;
};
constexpr auto kLayouts =
    std::to_array<NamedLayout>({{"ANSIC", "Mon Jan _2 15:04:05 2006"},
                                {"UnixDate", "Mon Jan _2 15:04:05 MST 2006"},
                                {"RubyDate", "Mon Jan 02 15:04:05 -0700 2006"},
                                {"RFC822", "02 Jan 06 15:04 MST"},
                                {"RFC822Z", "02 Jan 06 15:04 -0700"},
                                {"RFC850", "Monday, 02-Jan-06 15:04:05 MST"},
                                {"RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"},
                                {"RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"},
                                {"RFC3339", "2006-01-02T15:04:05Z07:00"},
                                {"RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"}});

// The longer of two that begin alike comes first.
constexpr auto kElements = std::to_array<std::string_view>(
    {"January", "Jan",       "Monday",  "Mon",    "MST",   "2006",  "002",       "01",      "02",
     "03",      "04",        "05",      "06",     "__2",   "_2006", "_2",        "15",      "PM",
     "pm",      "-07:00:00", "-070000", "-07:00", "-0700", "-07",   "Z07:00:00", "Z070000", "Z07:00",
     "Z0700",   "Z07",       "1",       "2",      "3",     "4",     "5"});

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// ".000" or ",999" at the front: its length, where a fraction of a second is meant.
std::size_t fraction_size(std::string_view layout) {
  if (layout.size() < 2 || (layout[0] != '.' && layout[0] != ',') || (layout[1] != '0' && layout[1] != '9'))
    return 0;
  std::size_t end = 1;
  while (end < layout.size() && layout[end] == layout[1]) ++end;
  return end < layout.size() && is_digit(layout[end]) ? 0 : end;
}

/// The element at the front of a layout; empty for a character that stands for itself.
std::string_view element_at(std::string_view layout) {
  if (const std::size_t size = fraction_size(layout)) return layout.substr(0, size);
  for (const std::string_view element : kElements) {
    if (!layout.starts_with(element)) continue;
    if (element == "Jan" && layout.size() > 3 && layout[3] >= 'a' && layout[3] <= 'z') return {};
    if (element == "Mon" && layout.size() > 3 && layout[3] >= 'a' && layout[3] <= 'z') return {};
    return element;
  }
  return {};
}

std::string offset_text(std::string_view element, std::int64_t offset) {
  if (element[0] == 'Z' && offset == 0) return "Z";
  const std::int64_t all = offset < 0 ? -offset : offset;
  const std::string_view separator = element.find(':') == std::string_view::npos ? "" : ":";
  std::string text = fmt::format("{}{:02}", offset < 0 ? "-" : "+", all / 3600);
  const std::size_t digits = static_cast<std::size_t>(std::ranges::count_if(element, is_digit));
  if (digits >= 4) text += fmt::format("{}{:02}", separator, all / 60 % 60);
  if (digits >= 6) text += fmt::format("{}{:02}", separator, all % 60);
  return text;
}

std::string fraction_text(std::string_view element, int nanosecond) {
  std::string digits =
      fmt::format("{:09}", nanosecond).substr(0, std::min<std::size_t>(element.size() - 1, 9));
  if (element[1] == '9') {
    while (digits.ends_with('0')) digits.pop_back();
  }
  return digits.empty() ? "" : element[0] + digits;
}

std::string formatted(std::string_view element, const Civil& t, const ZoneOffset& zone) {
  const int hour12 = t.hour % 12 == 0 ? 12 : t.hour % 12;
  const std::string_view month = kMonths[static_cast<std::size_t>(t.month - 1)];
  const std::string_view day = kDays[static_cast<std::size_t>(t.weekday)];
  if (element[0] == '.' || element[0] == ',') return fraction_text(element, t.nanosecond);
  if (element[0] == '-' || element[0] == 'Z') return offset_text(element, zone.seconds);
  if (element == "January") return std::string(month);
  if (element == "Jan") return std::string(month.substr(0, 3));
  if (element == "Monday") return std::string(day);
  if (element == "Mon") return std::string(day.substr(0, 3));
  if (element == "MST")
    return zone.name.empty() || !(zone.name[0] > '9') ? offset_text("-0700", zone.seconds) : zone.name;
  if (element == "2006") return fmt::format("{:04}", t.year);
  if (element == "_2006") return fmt::format("_{:04}", t.year);
  if (element == "06") return fmt::format("{:02}", t.year % 100);
  if (element == "01") return fmt::format("{:02}", t.month);
  if (element == "1") return std::to_string(t.month);
  if (element == "02") return fmt::format("{:02}", t.day);
  if (element == "_2") return fmt::format("{:2}", t.day);
  if (element == "2") return std::to_string(t.day);
  if (element == "002") return fmt::format("{:03}", t.day_of_year);
  if (element == "__2") return fmt::format("{:3}", t.day_of_year);
  if (element == "15") return fmt::format("{:02}", t.hour);
  if (element == "03") return fmt::format("{:02}", hour12);
  if (element == "3") return std::to_string(hour12);
  if (element == "04") return fmt::format("{:02}", t.minute);
  if (element == "4") return std::to_string(t.minute);
  if (element == "05") return fmt::format("{:02}", t.second);
  if (element == "5") return std::to_string(t.second);
  if (element == "PM") return t.hour >= 12 ? "PM" : "AM";
  return t.hour >= 12 ? "pm" : "am";
}

/// Reads a text by a layout, element by element.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : text_(text) {}

  std::optional<Nanos> read(std::string_view layout) {
    while (!layout.empty()) {
      const std::string_view element = element_at(layout);
      if (element.empty()) {
        if (!literal(layout[0])) return std::nullopt;
        layout.remove_prefix(1);
        continue;
      }
      layout.remove_prefix(element.size());
      if (!this->element(element, layout)) return std::nullopt;
    }
    return text_.empty() ? result() : std::nullopt;
  }

 private:
  bool literal(char c) {
    if (c == ' ') {  // any number of spaces in the text
      if (!text_.empty() && text_[0] != ' ') return false;
      while (text_.starts_with(' ')) text_.remove_prefix(1);
      return true;
    }
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool number(std::size_t least, std::size_t most, int& to) {
    std::size_t size = 0;
    int value = 0;
    while (size < most && size < text_.size() && is_digit(text_[size]))
      value = value * 10 + (text_[size++] - '0');
    if (size < least) return false;
    text_.remove_prefix(size);
    to = value;
    return true;
  }

  template <std::size_t N>
  bool name(const std::array<std::string_view, N>& names, std::size_t length, int& to) {
    for (std::size_t i = 0; i < N; ++i) {
      const std::string_view name = names[i].substr(0, length);
      if (to_lower(text_.substr(0, name.size())) != to_lower(name)) continue;
      text_.remove_prefix(name.size());
      to = static_cast<int>(i);
      return true;
    }
    return false;
  }

  bool fraction(std::size_t most) {
    std::int64_t scale = kSecond;
    std::size_t size = 1;
    while (size < text_.size() && size <= most && is_digit(text_[size])) {
      scale /= 10;
      if (scale > 0) nanosecond_ += static_cast<int>(scale) * (text_[size] - '0');
      ++size;
    }
    if (size == 1) return false;
    text_.remove_prefix(size);
    return true;
  }

  bool offset(std::string_view element) {
    if (element[0] == 'Z' && text_.starts_with('Z')) {
      text_.remove_prefix(1);
      offset_ = 0;
      return true;
    }
    if (!text_.starts_with('+') && !text_.starts_with('-')) return false;
    const int sign = text_[0] == '-' ? -1 : 1;
    text_.remove_prefix(1);
    const bool colons = element.find(':') != std::string_view::npos;
    const auto digits = std::ranges::count_if(element, is_digit);
    int parts[3] = {0, 0, 0};
    for (int i = 0; i < static_cast<int>(digits) / 2; ++i) {
      if (i > 0 && colons && !literal(':')) return false;
      if (!number(2, 2, parts[i])) return false;
    }
    if (parts[0] > 24 || parts[1] > 60 || parts[2] > 60) return false;
    offset_ = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
    return true;
  }

  bool zone_name() {
    if (text_.starts_with("UTC")) {
      text_.remove_prefix(3);
      return true;
    }
    std::size_t size = 0;
    while (size < text_.size() && text_[size] >= 'A' && text_[size] <= 'Z') ++size;
    if (size < 3 || size > 5) return false;
    text_.remove_prefix(size);  // a zone that is not known here counts as UTC, as in Go
    return true;
  }

  bool element(std::string_view element, std::string_view rest) {
    if (element[0] == '.' || element[0] == ',') {
      if (!text_.starts_with('.') && !text_.starts_with(',')) return element[1] == '9';
      const std::size_t most = element[1] == '0' ? element.size() - 1 : 9;
      return fraction(most);
    }
    if (element[0] == '-' || element[0] == 'Z') return offset(element);
    if (element == "January") return name(kMonths, 9, month_) && ++month_ > 0;
    if (element == "Jan") return name(kMonths, 3, month_) && ++month_ > 0;
    int ignored = 0;
    if (element == "Monday") return name(kDays, 9, ignored);
    if (element == "Mon") return name(kDays, 3, ignored);
    if (element == "MST") return zone_name();
    if (element == "2006") return number(4, 4, year_);
    if (element == "_2006") return literal('_') && number(4, 4, year_);
    if (element == "06") {
      if (!number(2, 2, year_)) return false;
      year_ += year_ >= 69 ? 1900 : 2000;
      return true;
    }
    if (element == "01") return number(2, 2, month_);
    if (element == "1") return number(1, 2, month_);
    if (element == "02") return number(1, 2, day_);
    if (element == "2" || element == "_2") {
      if (element == "_2" && text_.starts_with(' ')) text_.remove_prefix(1);
      return number(1, 2, day_);
    }
    if (element == "002") return number(3, 3, day_of_year_);
    if (element == "__2") {
      while (text_.starts_with(' ')) text_.remove_prefix(1);
      return number(1, 3, day_of_year_);
    }
    if (element == "15") return number(2, 2, hour_);
    if (element == "03") return number(2, 2, hour_);
    if (element == "3") return number(1, 2, hour_);
    if (element == "04") return number(2, 2, minute_);
    if (element == "4") return number(1, 2, minute_);
    if (element == "05" || element == "5") {
      if (!number(element.size(), 2, second_)) return false;
      // A fraction may follow though the layout does not say so.
      const bool says_so = fraction_size(rest) > 0;
      const bool has_one = text_.size() > 1 && (text_[0] == '.' || text_[0] == ',') && is_digit(text_[1]);
      return says_so || !has_one || fraction(text_.size());
    }
    const std::string half = to_lower(text_.substr(0, 2));
    if (half != "am" && half != "pm") return false;
    if ((element == "PM") != (text_[0] == 'A' || text_[0] == 'P')) return false;
    text_.remove_prefix(2);
    half_ = half == "pm" ? 2 : 1;
    return true;
  }

  std::optional<Nanos> result() {
    if (half_ == 2 && hour_ < 12) hour_ += 12;
    if (half_ == 1 && hour_ == 12) hour_ = 0;
    if (hour_ > 23 || minute_ > 59 || second_ > 59) return std::nullopt;
    std::int64_t days = 0;
    if (day_of_year_ > 0 && day_ < 0) {
      if (day_of_year_ > (days_in_month(year_, 2) == 29 ? 366 : 365)) return std::nullopt;
      days = days_from_civil(year_, 1, 1) + day_of_year_ - 1;
    } else {
      const int month = month_ < 0 ? 1 : month_;
      const int day = day_ < 0 ? 1 : day_;
      if (month < 1 || month > 12 || day < 1 || day > days_in_month(year_, month)) return std::nullopt;
      days = days_from_civil(year_, month, day);
    }
    const std::int64_t seconds = days * 86400 + hour_ * 3600 + minute_ * 60 + second_ - offset_;
    return Nanos{seconds} * kSecond + nanosecond_;
  }

  std::string_view text_;
  int year_ = 0;
  int month_ = -1;
  int day_ = -1;
  int day_of_year_ = -1;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int nanosecond_ = 0;
  int half_ = 0;
  std::int64_t offset_ = 0;
};

}  // namespace

Civil to_civil(std::int64_t nanos, std::int64_t offset) {
  std::int64_t seconds = nanos / kSecond;
  std::int64_t rest = nanos % kSecond;
  if (rest < 0) {
    rest += kSecond;
    --seconds;
  }
  return {fleetlint::to_civil(seconds + offset), static_cast<int>(rest)};
}

std::string_view layout_of(std::string_view name) {
  const auto found = std::ranges::find(kLayouts, name, &NamedLayout::name);
  return found == kLayouts.end() ? name : found->layout;
}

std::string format_time(std::int64_t nanos, const ZoneOffset& zone, std::string_view layout) {
  const Civil t = to_civil(nanos, zone.seconds);
  std::string out;
  while (!layout.empty()) {
    const std::string_view element = element_at(layout);
    if (element.empty()) {
      out += layout[0];
      layout.remove_prefix(1);
      continue;
    }
    out += formatted(element, t, zone);
    layout.remove_prefix(element.size());
  }
  return out;
}

std::optional<Nanos> parse_time(std::string_view layout, std::string_view text) {
  return TimeReader(text).read(layout);
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  constexpr auto kUnits = std::to_array<std::pair<std::string_view, std::int64_t>>({{"ns", 1},
                                                                                    {"us", 1000},
                                                                                    {"\u00b5s", 1000},
                                                                                    {"\u03bcs", 1000},
                                                                                    {"ms", 1'000'000},
                                                                                    {"s", kSecond},
                                                                                    {"m", 60 * kSecond},
                                                                                    {"h", 3600 * kSecond}});
  constexpr Nanos kMost = Nanos{1} << 63U;
  Nanos total = 0;
  while (!text.empty()) {
    Nanos whole = 0;
    Nanos part = 0;
    Nanos scale = 1;
    std::size_t digits = 0;
    const auto take = [&](bool is_fraction) {
      while (!text.empty() && is_digit(text[0])) {
        if (!is_fraction) {
          whole = std::min<Nanos>(whole * 10 + (text[0] - '0'), kMost + 1);
        } else if (scale < kSecond * Nanos{kSecond}) {
          part = part * 10 + (text[0] - '0');
          scale *= 10;
        }
        ++digits;
        text.remove_prefix(1);
      }
    };
    take(false);
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      take(true);
    }
    if (digits == 0) return std::nullopt;
    std::size_t size = 0;
    while (size < text.size() && text[size] != '.' && !is_digit(text[size])) ++size;
    const std::string_view name = text.substr(0, size);
    const auto unit = std::ranges::find(kUnits, name, [](const auto& pair) { return pair.first; });
    if (unit == kUnits.end()) return std::nullopt;
    text.remove_prefix(size);
    total += whole * unit->second + part * unit->second / scale;
    if (total > kMost) return std::nullopt;
  }
  if (!negative && total >= kMost) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -total : total);
}

}  // namespace fleetlint::rego
