// Strings: cel-spec's own functions and its strings extension. Places are counted in
// code points.
#include <algorithm>
#include <numeric>

#include "base/strings.h"
#include "cel/library.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

Value index_error(Context& c, std::int64_t index) {
  return c.error("index out of range: " + std::to_string(index));
}

bool charge_text(Context& c, std::string_view text) { return c.charge(text.size() / 10); }

Value contains(Context& c, std::span<const Value> a) {
  if (!charge_text(c, a[0].text())) return c.over_budget();
  return Value::of(a[0].text().find(a[1].text()) != std::string_view::npos);
}
Value starts_with(Context&, std::span<const Value> a) {
  return Value::of(a[0].text().starts_with(a[1].text()));
}
Value ends_with(Context&, std::span<const Value> a) { return Value::of(a[0].text().ends_with(a[1].text())); }

Value char_at(Context& c, std::span<const Value> a) {
  if (!charge_text(c, a[0].text())) return c.over_budget();
  const auto points = code_points(a[0].text());
  const std::int64_t index = a[1].integer();
  if (index < 0 || static_cast<std::uint64_t>(index) > points.size()) return index_error(c, index);
  if (static_cast<std::size_t>(index) == points.size()) return Value::text("");
  return Value::text(points[static_cast<std::size_t>(index)]);
}

bool matches_at(const std::vector<std::string_view>& text, const std::vector<std::string_view>& part,
                std::size_t at) {
  return std::equal(part.begin(), part.end(), text.begin() + static_cast<std::ptrdiff_t>(at));
}

Value find_from(Context& c, std::span<const Value> a, std::int64_t from) {
  const auto text = code_points(a[0].text());
  const auto part = code_points(a[1].text());
  if (!c.charge(text.size() * std::max<std::size_t>(part.size(), 1) / 10)) return c.over_budget();
  if (part.empty()) return Value::of(from);
  if (from < 0 || static_cast<std::uint64_t>(from) >= std::max<std::size_t>(text.size(), 1))
    return index_error(c, from);
  for (auto at = static_cast<std::size_t>(from); at + part.size() <= text.size(); ++at) {
    if (matches_at(text, part, at)) return Value::of(static_cast<std::int64_t>(at));
  }
  return Value::of(std::int64_t{-1});
}
Value index_of(Context& c, std::span<const Value> a) { return find_from(c, a, 0); }
Value index_of_from(Context& c, std::span<const Value> a) { return find_from(c, a, a[2].integer()); }

Value find_last(Context& c, std::span<const Value> a, std::optional<std::int64_t> from) {
  const auto text = code_points(a[0].text());
  const auto part = code_points(a[1].text());
  if (!c.charge(text.size() * std::max<std::size_t>(part.size(), 1) / 10)) return c.over_budget();
  const auto size = static_cast<std::int64_t>(text.size());
  if (part.empty()) return Value::of(from.value_or(size));
  if (from && (*from < 0 || *from >= size)) return index_error(c, *from);
  std::int64_t at = size - static_cast<std::int64_t>(part.size());
  if (from) at = std::min(at, *from);
  for (; at >= 0; --at) {
    if (matches_at(text, part, static_cast<std::size_t>(at))) return Value::of(at);
  }
  return Value::of(std::int64_t{-1});
}
Value last_index_of(Context& c, std::span<const Value> a) { return find_last(c, a, std::nullopt); }
Value last_index_of_from(Context& c, std::span<const Value> a) { return find_last(c, a, a[2].integer()); }

Value cut(Context& c, std::string_view text, std::int64_t begin, std::optional<std::int64_t> end) {
  if (!charge_text(c, text)) return c.over_budget();
  const auto points = code_points(text);
  const auto size = static_cast<std::int64_t>(points.size());
  if (begin < 0 || begin > size) return index_error(c, begin);
  if (end && (*end < 0 || *end > size)) return index_error(c, *end);
  const std::int64_t stop = end.value_or(size);
  if (stop < begin)
    return c.error("invalid substring range: from " + std::to_string(begin) + " to " + std::to_string(stop));
  const auto bytes_before = [&](std::int64_t count) {
    return std::accumulate(points.begin(), points.begin() + count, std::size_t{0},
                           [](std::size_t sum, std::string_view point) { return sum + point.size(); });
  };
  const std::size_t first = bytes_before(begin);
  return Value::text(text.substr(first, bytes_before(stop) - first));
}
Value substring(Context& c, std::span<const Value> a) {
  return cut(c, a[0].text(), a[1].integer(), std::nullopt);
}
Value substring_to(Context& c, std::span<const Value> a) {
  return cut(c, a[0].text(), a[1].integer(), a[2].integer());
}

Value join_list(Context& c, std::span<const Value> a) {
  std::string text;
  for (std::size_t i = 0; i < a[0].size(); ++i) {
    const Value item = a[0].at(c.arena, i);
    if (!item.is(ValueKind::string)) return c.no_overload("join");
    if (i > 0 && a.size() > 1) text += a[1].text();
    text += item.text();
    if (!c.charge(1 + item.text().size() / 10)) return c.over_budget();
  }
  return c.text(text);
}

template <char First, char Last, int Shift>
Value change_case(Context& c, std::span<const Value> a) {
  if (!charge_text(c, a[0].text())) return c.over_budget();
  std::string text(a[0].text());
  for (char& letter : text) {
    if (letter >= First && letter <= Last) letter = static_cast<char>(letter + Shift);
  }
  return c.text(text);
}

Value replace_times(Context& c, std::span<const Value> a, std::int64_t times) {
  const std::string_view text = a[0].text();
  const std::string_view from = a[1].text();
  const std::string_view to = a[2].text();
  std::string result;
  std::size_t at = 0;
  const auto put = [&](std::string_view part) {
    result += part;
    return c.charge(part.size() / 10 + 1);
  };
  if (from.empty()) {  // between all code points, and at both ends
    for (const std::string_view point : code_points(text)) {
      if (times-- != 0 && !put(to)) return c.over_budget();
      if (times < 0) times = -1;
      if (!put(point)) return c.over_budget();
      if (times == 0) {
        at += point.size();
        break;
      }
      at += point.size();
    }
    result += text.substr(at);
    if (times != 0) result += to;
    return c.text(result);
  }
  while (times != 0) {
    const std::size_t found = text.find(from, at);
    if (found == std::string_view::npos) break;
    if (!put(text.substr(at, found - at)) || !put(to)) return c.over_budget();
    at = found + from.size();
    --times;
  }
  if (!put(text.substr(at))) return c.over_budget();
  return c.text(result);
}
Value replace_all(Context& c, std::span<const Value> a) { return replace_times(c, a, -1); }
Value replace_some(Context& c, std::span<const Value> a) {
  return replace_times(c, a, std::max<std::int64_t>(a[3].integer(), -1));
}

Value split_times(Context& c, std::span<const Value> a, std::int64_t limit) {
  if (limit == 0) return c.list({});
  const std::string_view text = a[0].text();
  const std::string_view separator = a[1].text();
  if (!charge_text(c, text)) return c.over_budget();
  std::vector<Value> parts;
  std::size_t at = 0;
  if (separator.empty()) {
    for (const std::string_view point : code_points(text)) {
      if (limit > 0 && parts.size() + 1 == static_cast<std::size_t>(limit)) break;
      parts.push_back(Value::text(point));
      at += point.size();
    }
    if (at < text.size()) parts.push_back(Value::text(text.substr(at)));
  } else {
    while (limit < 0 || parts.size() + 1 < static_cast<std::size_t>(limit)) {
      const std::size_t found = text.find(separator, at);
      if (found == std::string_view::npos) break;
      parts.push_back(Value::text(text.substr(at, found - at)));
      at = found + separator.size();
    }
    parts.push_back(Value::text(text.substr(at)));
  }
  if (!c.charge(parts.size())) return c.over_budget();
  return c.list(parts);
}
Value split_all(Context& c, std::span<const Value> a) { return split_times(c, a, -1); }
Value split_some(Context& c, std::span<const Value> a) { return split_times(c, a, a[2].integer()); }

bool is_space(std::string_view point) {
  constexpr std::string_view kAscii = " \t\n\v\f\r";
  if (point.size() == 1) return kAscii.find(point[0]) != std::string_view::npos;
  constexpr std::string_view kWide[] = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                        "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                        "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  return std::ranges::find(kWide, point) != std::end(kWide);
}

Value trim_space(Context& c, std::span<const Value> a) {
  if (!charge_text(c, a[0].text())) return c.over_budget();
  std::string_view text = a[0].text();
  const auto points = code_points(text);
  for (std::size_t i = 0; i < points.size() && is_space(points[i]); ++i) text.remove_prefix(points[i].size());
  for (std::size_t i = points.size(); i > 0 && !text.empty() && is_space(points[i - 1]); --i)
    text.remove_suffix(points[i - 1].size());
  return Value::text(text);
}

Value quote_text(Context& c, std::span<const Value> a) {
  if (!charge_text(c, a[0].text())) return c.over_budget();
  constexpr std::string_view kFrom = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view kTo = "abfnrtv\\\"";
  std::string text = "\"";
  for (const std::string_view point : code_points(a[0].text())) {
    const std::size_t escape = point.size() == 1 ? kFrom.find(point[0]) : std::string_view::npos;
    if (escape != std::string_view::npos) {
      text += '\\';
      text += kTo[escape];
    } else if (find_invalid_utf8(point) != std::string_view::npos) {
      text += "\uFFFD";
    } else {
      text += point;
    }
  }
  return c.text(text + '"');
}

Value reverse(Context& c, std::span<const Value> a) {
  if (!charge_text(c, a[0].text())) return c.over_budget();
  auto points = code_points(a[0].text());
  std::string text;
  for (auto point = points.rbegin(); point != points.rend(); ++point) text += *point;
  return c.text(text);
}

constexpr Signature kRows[] = {
    {"string:contains(string) bool", contains},
    {"string:startsWith(string) bool", starts_with},
    {"string:endsWith(string) bool", ends_with},
    {"string:charAt(int) string", char_at},
    {"string:indexOf(string) int", index_of},
    {"string:indexOf(string, int) int", index_of_from},
    {"string:lastIndexOf(string) int", last_index_of},
    {"string:lastIndexOf(string, int) int", last_index_of_from},
    {"string:substring(int) string", substring},
    {"string:substring(int, int) string", substring_to},
    {"list(string):join() string", join_list},
    {"list(string):join(string) string", join_list},
    {"string:lowerAscii() string", change_case<'A', 'Z', 'a' - 'A'>},
    {"string:upperAscii() string", change_case<'a', 'z', 'A' - 'a'>},
    {"string:replace(string, string) string", replace_all},
    {"string:replace(string, string, int) string", replace_some},
    {"string:split(string) list(string)", split_all},
    {"string:split(string, int) list(string)", split_some},
    {"string:trim() string", trim_space},
    {"strings.quote(string) string", quote_text, 29},
};

constexpr Signature kSpecRows[] = {{"string:reverse() string", reverse}};

}  // namespace

void add_strings(Library& library) {
  library.add(kRows);
  if (library.features().spec_extensions) library.add(kSpecRows);
}

}  // namespace fleetlint::cel
