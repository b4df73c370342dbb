// Schedules of CronJobs, as the cron library of Kubernetes reads them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

#include "base/strings.h"
#include "cel/text.h"
#include "schema/names.h"

namespace fleetlint::schema {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Field {
  std::string_view name;
  int first;
  int last;
  std::span<const std::string_view> names;
};

constexpr std::array<Field, 5> kFields = {{{"minute", 0, 59, {}},
                                           {"hour", 0, 23, {}},
                                           {"day of month", 1, 31, {}},
                                           {"month", 1, 12, kMonths},
                                           {"day of week", 0, 6, kDays}}};

std::optional<int> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<int> value_of(std::string_view text, const Field& field) {
  const auto it = std::ranges::find(field.names, to_lower(text));
  if (it != field.names.end()) return static_cast<int>(it - field.names.begin()) + field.first;
  return number_of(text);
}

std::string range_mistake(std::string_view text, const Field& field) {
  const std::vector<std::string_view> parts = split(text, '/');
  const std::vector<std::string_view> ends = split(parts[0], '-');
  const auto unknown = [&](std::string_view part) {
    return fmt::format("has {} for its {}, which is no number{}", quote(part), field.name,
                       field.names.empty() ? "" : " and no name of three letters");
  };
  int first = field.first;
  int last = field.last;
  if (ends[0] != "*" && ends[0] != "?") {
    const auto from = value_of(ends[0], field);
    if (!from) return unknown(ends[0]);
    first = last = *from;
    if (ends.size() > 2) return fmt::format("has more than one - in {}", quote(text));
    if (ends.size() == 2) {
      const auto to = value_of(ends[1], field);
      if (!to) return unknown(ends[1]);
      last = *to;
    }
  }
  if (parts.size() > 2) return fmt::format("has more than one / in {}", quote(text));
  if (parts.size() == 2) {
    const auto step = number_of(parts[1]);
    if (!step) return unknown(parts[1]);
    if (*step == 0) return fmt::format("has the step 0 for its {}", field.name);
    if (ends.size() == 1) last = field.last;
  }
  if (first < field.first || last > field.last) {
    return fmt::format("has {} for its {}, which is {} to {}", quote(parts[0]), field.name, field.first,
                       field.last);
  }
  if (first > last)
    return fmt::format("has the range {} for its {}, which runs backwards", quote(parts[0]), field.name);
  return {};
}

}  // namespace

std::string cron_mistake(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.find("TZ") != std::string_view::npos) return "names a time zone; say it in timeZone";
  if (text.starts_with('@')) {
    constexpr std::string_view kEvery = "@every ";
    constexpr std::array<std::string_view, 7> kWords = {"@yearly", "@annually", "@monthly", "@weekly",
                                                        "@daily",  "@midnight", "@hourly"};
    const bool is_good = text.starts_with(kEvery)
                             ? cel::parse_duration(text.substr(kEvery.size())).has_value()
                             : std::ranges::find(kWords, text) != kWords.end();
    return is_good ? "" : "is no schedule; use @hourly, @daily, @weekly, @monthly, @yearly or five fields";
  }
  std::vector<std::string_view> fields;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \t\n\v\f\r", at), text.size());
    if (end > at) fields.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (fields.size() != kFields.size())
    return fmt::format("has {}, but needs 5: minute, hour, day of month, month, day of week",
                       count_of(fields.size(), "field"));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    for (const std::string_view range : split(fields[i], ',')) {
      if (range.empty()) continue;
      if (std::string mistake = range_mistake(range, kFields[i]); !mistake.empty()) return mistake;
    }
  }
  return {};
}

}  // namespace fleetlint::schema
