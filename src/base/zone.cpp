#include "e2ms/base/zone.hpp"

#include <date/tz.h>

#include <cstdio>
#include <stdexcept>

namespace e2ms {

namespace {

using Millis = std::chrono::milliseconds;

date::time_zone const& zone_of(void const* zone) {
  return *static_cast<date::time_zone const*>(zone);
}

date::year_month_day ymd_of(Date date) {
  return {date::year{date.year}, date::month{date.month}, date::day{date.day}};
}

Date date_of(date::year_month_day ymd) {
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day())};
}

}  // namespace

std::string to_text(Date date) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", date.year, date.month, date.day);
  return text;
}

Date day_after(Date date) {
  return date_of(date::year_month_day{date::sys_days{ymd_of(date)} + date::days{1}});
}

bool is_weekend(Date date) {
  auto const day = date::weekday{date::sys_days{ymd_of(date)}};
  return day == date::Saturday || day == date::Sunday;
}

unsigned days_in_month(int year, unsigned month) {
  date::year_month_day_last const last{date::year{year}, date::month_day_last{date::month{month}}};
  return static_cast<unsigned>(last.day());
}

bool exists(Date date) {
  return ymd_of(date).ok();
}

std::string to_text(LocalTime const& local) {
  char text[32];
  std::snprintf(text, sizeof text, "T%02u:%02u:%02u", local.hour, local.minute, local.second);
  return to_text(local.date) + text;
}

Result<Zone> Zone::named(std::string_view name) {
  try {
    return Zone{date::locate_zone(std::string(name))};
  } catch (std::runtime_error const&) {
    return Fault{FaultCode::not_found};
  }
}

LocalTime Zone::local(Instant at) const {
  auto const utc = date::sys_time<Millis>{Millis{at.ms}};
  auto const wall = zone_of(zone_).to_local(utc);
  auto const day = date::floor<date::days>(wall);
  date::hh_mm_ss const clock{date::floor<std::chrono::seconds>(wall - day)};
  return {date_of(date::year_month_day{day}), static_cast<unsigned>(clock.hours().count()),
          static_cast<unsigned>(clock.minutes().count()),
          static_cast<unsigned>(clock.seconds().count())};
}

Zone::OffsetSpan Zone::offset_span_at(Instant at) const {
  auto const info = zone_of(zone_).get_info(date::sys_time<Millis>{Millis{at.ms}});
  auto const instant = [](date::sys_seconds second) {
    return Instant{std::chrono::duration_cast<Millis>(second.time_since_epoch()).count()};
  };
  return {instant(info.begin), instant(info.end), seconds(info.offset.count())};
}

Instant Zone::instant(LocalTime const& local) const {
  auto const wall = date::local_days{ymd_of(local.date)} + std::chrono::hours{local.hour} +
                    std::chrono::minutes{local.minute} + std::chrono::seconds{local.second};
  auto const found = zone_of(zone_).get_info(wall);
  if (found.result == date::local_info::nonexistent)
    return {std::chrono::duration_cast<Millis>(found.first.end.time_since_epoch()).count()};
  auto const utc = wall.time_since_epoch() - found.first.offset;
  return {std::chrono::duration_cast<Millis>(utc).count()};
}

Instant Zone::start_of_day(Date date) const {
  return instant({.date = date});
}

Instant Zone::start_of_next_day_at(Instant at) const {
  auto const next = date::local_days{ymd_of(date(at))} + date::days{1};
  return start_of_day(date_of(date::year_month_day{next}));
}

Instant Zone::start_of_month_at(Instant at) const {
  auto const today = date(at);
  return start_of_day({today.year, today.month, 1});
}

Instant Zone::start_of_next_month_at(Instant at) const {
  auto const today = date(at);
  if (today.month == 12) return start_of_day({today.year + 1, 1, 1});
  return start_of_day({today.year, today.month + 1, 1});
}

std::string const& Zone::name() const {
  return zone_of(zone_).name();
}

}  // namespace e2ms
