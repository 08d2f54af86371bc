#pragma once

#include <string>
#include <string_view>

#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"

namespace e2ms {

/// A calendar day without a place.
struct Date {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;

  friend auto operator<=>(Date const&, Date const&) = default;
};

/// "2026-11-23"
std::string to_text(Date date);

Date day_after(Date date);
/// Saturday or Sunday.
bool is_weekend(Date date);
unsigned days_in_month(int year, unsigned month);
/// Whether the calendar has such a day.
bool exists(Date date);

/// Wall-clock time of some place.
struct LocalTime {
  Date date;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;

  friend auto operator<=>(LocalTime const&, LocalTime const&) = default;
};

/// "2026-11-23T08:00:00"
std::string to_text(LocalTime const& local);

/// A time zone of the IANA database. Cheap to copy; the database lives as long as the program.
class Zone {
 public:
  /// not_found when the database has no such name.
  static Result<Zone> named(std::string_view name);

  LocalTime local(Instant at) const;
  Date date(Instant at) const { return local(at).date; }

  /// The first instant of that local day (00:00, or the end of a gap that swallows it).
  Instant start_of_day(Date date) const;
  Instant start_of_day_at(Instant at) const { return start_of_day(date(at)); }
  Instant start_of_next_day_at(Instant at) const;

  /// The first instant of the local month of `at`, and of the one after.
  Instant start_of_month_at(Instant at) const;
  Instant start_of_next_month_at(Instant at) const;

  /// A span in which the zone keeps one distance to UTC.
  struct OffsetSpan {
    Instant begin;
    Instant end;      ///< exclusive
    Duration offset;  ///< local = UTC + offset
  };
  OffsetSpan offset_span_at(Instant at) const;

  /// The instant of a wall-clock time: of one that occurs twice the earlier, of one in a gap the
  /// end of the gap.
  Instant instant(LocalTime const& local) const;

  std::string const& name() const;

 private:
  explicit Zone(void const* zone) : zone_(zone) {}
  void const* zone_;  // date::time_zone const*, owned by the database
};

}  // namespace e2ms
