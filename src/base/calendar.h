// The Gregorian calendar, in both directions: for years that clocks of the
// standard library do not hold.
#pragma once

#include <cstdint>

namespace fleetlint {

/// A date and the time of its day, without a zone.
struct CivilTime {
  std::int64_t year = 1970;
  int month = 1;  ///< from 1
  int day = 1;    ///< from 1
  int hour = 0;
  int minute = 0;
  int second = 0;
  int weekday = 4;      ///< 0 is Sunday
  int day_of_year = 1;  ///< from 1
};

/// `seconds` since 1970-01-01T00:00:00.
CivilTime to_civil(std::int64_t seconds);

/// Days since 1970-01-01. The day may lie outside of its month.
std::int64_t days_from_civil(std::int64_t year, int month, int day);

int days_in_month(std::int64_t year, int month);

}  // namespace fleetlint
