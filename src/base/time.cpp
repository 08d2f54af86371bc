#include "e2ms/base/time.hpp"

#include <date/date.h>

#include <cstdio>

namespace e2ms {

namespace {

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return std::nullopt;
  int value = 0;
  for (char const c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// ".5", ".50" and ".500" are 500 ms.
std::optional<int> fraction_ms(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != '.' || text.size() < 2 || text.size() > 4) return std::nullopt;
  auto value = digits(text, 1, text.size() - 1);
  if (!value) return std::nullopt;
  for (auto missing = 4 - text.size(); missing > 0; --missing) *value *= 10;
  return value;
}

}  // namespace

std::string to_iso(Instant at) {
  using namespace std::chrono;
  auto const point = date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at.ms}};
  auto const day = date::floor<date::days>(point);
  date::year_month_day const ymd{day};
  date::hh_mm_ss const clock{point - day};
  char text[64];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(ymd.year()),
      static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

std::optional<Instant> from_iso(std::string_view text) {
  if (text.size() < 20 || text.back() != 'Z') return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  auto const year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2),
             hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2),
             fraction = fraction_ms(text.substr(19, text.size() - 20));
  if (!year || !month || !day || !hour || !minute || !second || !fraction) return std::nullopt;
  date::year_month_day const ymd{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                                 date::day{static_cast<unsigned>(*day)}};
  if (!ymd.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::int64_t const day_count = date::sys_days{ymd}.time_since_epoch().count();
  return Instant{((day_count * 24 + *hour) * 60 + *minute) * 60'000 + *second * 1000 + *fraction};
}

}  // namespace e2ms
