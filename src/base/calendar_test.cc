#include "base/calendar.h"

#include "tests/catch.h"

namespace fleetlint {
namespace {

constexpr std::int64_t kDay = 86'400;

TEST_CASE("days are counted from 1970, in both directions") {
  CHECK(days_from_civil(1970, 1, 1) == 0);
  CHECK(days_from_civil(1969, 12, 31) == -1);
  CHECK(days_from_civil(2000, 3, 1) == 11'017);
  CHECK(days_from_civil(1, 1, 1) == -719'162);
  // A day outside of its month counts on from the month's first.
  CHECK(days_from_civil(2023, 2, 29) == days_from_civil(2023, 3, 1));
}

TEST_CASE("every day of eight centuries comes back as itself, and follows the one before") {
  CivilTime before = to_civil((days_from_civil(1600, 1, 1) - 1) * kDay);
  for (std::int64_t day = days_from_civil(1600, 1, 1); day < days_from_civil(2400, 1, 1); ++day) {
    const CivilTime now = to_civil(day * kDay);
    REQUIRE(days_from_civil(now.year, now.month, now.day) == day);
    REQUIRE(now.weekday == (before.weekday + 1) % 7);
    const bool new_month = before.day == days_in_month(before.year, before.month);
    REQUIRE(now.day == (new_month ? 1 : before.day + 1));
    REQUIRE(now.day_of_year == (now.year == before.year ? before.day_of_year + 1 : 1));
    before = now;
  }
}

TEST_CASE("the time of day is never negative") {
  const CivilTime t = to_civil(-1);
  CHECK(t.year == 1969);
  CHECK(t.month == 12);
  CHECK(t.day == 31);
  CHECK(t.hour == 23);
  CHECK(t.minute == 59);
  CHECK(t.second == 59);
  CHECK(t.weekday == 3);
  CHECK(t.day_of_year == 365);
}

TEST_CASE("a leap year is one of four, not of a hundred, but of four hundred") {
  CHECK(days_in_month(2024, 2) == 29);
  CHECK(days_in_month(2023, 2) == 28);
  CHECK(days_in_month(1900, 2) == 28);
  CHECK(days_in_month(2000, 2) == 29);
  CHECK(days_in_month(2024, 4) == 30);
  CHECK(days_in_month(2024, 12) == 31);
}

}  // namespace
}  // namespace fleetlint
