// Parts of timestamps and durations. Time zones are offsets ("+01:00") or names of the
// IANA database as it lies on this machine; Kubernetes carries its own.
#include "base/calendar.h"
#include "base/strings.h"
#include "base/time_zone.h"
#include "cel/library.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

template <auto Part>
Value part(Context&, std::span<const Value> a) {
  return Value::of(static_cast<std::int64_t>(Part(to_civil(a[0].seconds()))));
}

template <auto Part>
Value part_in_zone(Context& c, std::span<const Value> a) {
  const std::optional<std::int64_t> offset = zone_offset(a[1].text(), a[0].seconds());
  if (!offset) return c.error("unknown time zone " + quote(a[1].text()));
  return Value::of(static_cast<std::int64_t>(Part(to_civil(a[0].seconds() + *offset))));
}

constexpr auto kYear = [](const CivilTime& t) { return t.year; };
constexpr auto kMonth = [](const CivilTime& t) { return t.month - 1; };
constexpr auto kDayOfYear = [](const CivilTime& t) { return t.day_of_year - 1; };
constexpr auto kDayOfMonth = [](const CivilTime& t) { return t.day - 1; };
constexpr auto kDate = [](const CivilTime& t) { return t.day; };
constexpr auto kDayOfWeek = [](const CivilTime& t) { return t.weekday; };
constexpr auto kHours = [](const CivilTime& t) { return t.hour; };
constexpr auto kMinutes = [](const CivilTime& t) { return t.minute; };
constexpr auto kSeconds = [](const CivilTime& t) { return t.second; };

Value milliseconds(Context&, std::span<const Value> a) {
  return Value::of(static_cast<std::int64_t>(a[0].nanos() / 1'000'000));
}

template <std::int64_t Unit>
Value whole(Context&, std::span<const Value> a) {
  return Value::of(a[0].duration_nanos() / Unit);
}

constexpr Signature kRows[] = {
    {"timestamp:getFullYear() int", part<kYear>},
    {"timestamp:getFullYear(string) int", part_in_zone<kYear>},
    {"timestamp:getMonth() int", part<kMonth>},
    {"timestamp:getMonth(string) int", part_in_zone<kMonth>},
    {"timestamp:getDayOfYear() int", part<kDayOfYear>},
    {"timestamp:getDayOfYear(string) int", part_in_zone<kDayOfYear>},
    {"timestamp:getDayOfMonth() int", part<kDayOfMonth>},
    {"timestamp:getDayOfMonth(string) int", part_in_zone<kDayOfMonth>},
    {"timestamp:getDate() int", part<kDate>},
    {"timestamp:getDate(string) int", part_in_zone<kDate>},
    {"timestamp:getDayOfWeek() int", part<kDayOfWeek>},
    {"timestamp:getDayOfWeek(string) int", part_in_zone<kDayOfWeek>},
    {"timestamp:getHours() int", part<kHours>},
    {"timestamp:getHours(string) int", part_in_zone<kHours>},
    {"timestamp:getMinutes() int", part<kMinutes>},
    {"timestamp:getMinutes(string) int", part_in_zone<kMinutes>},
    {"timestamp:getSeconds() int", part<kSeconds>},
    {"timestamp:getSeconds(string) int", part_in_zone<kSeconds>},
    {"timestamp:getMilliseconds() int", milliseconds},
    {"timestamp:getMilliseconds(string) int", milliseconds},
    {"duration:getHours() int", whole<3'600'000'000'000>},
    {"duration:getMinutes() int", whole<60'000'000'000>},
    {"duration:getSeconds() int", whole<1'000'000'000>},
    {"duration:getMilliseconds() int", whole<1'000'000>},
};

}  // namespace

void add_times(Library& library) { library.add(kRows); }

}  // namespace fleetlint::cel
