#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "e2ms/base/zone.hpp"

namespace e2ms {

/// Minutes of a local day, [from, to); it wraps past midnight when `to` is not later.
struct DayTimes {
  unsigned from;
  unsigned to;  ///< 1440 is 24:00

  bool holds(unsigned minute) const {
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
  }
};

/// Which days a rule means.
enum class DayClass {
  all,
  weekday,  ///< neither weekend nor in any list of holidays
  weekend,  ///< Saturday and Sunday, unless worked
  restday,  ///< weekend, or in any list of holidays
};

struct CalendarRule {
  std::string period;
  std::vector<DayTimes> times;   ///< empty: the whole day
  std::vector<unsigned> months;  ///< empty: all
  DayClass days = DayClass::all;
  std::vector<std::string> holidays;  ///< only on the days of these lists
};

/// Time of use by the clock. Rules stand in order, the first that matches wins; all filters look at
/// the local date of the instant itself, also after midnight.
struct Calendar {
  std::vector<CalendarRule> rules;
  std::optional<std::string> otherwise;
  std::map<std::string, std::set<Date>> holidays;
  std::set<Date> workdays;  ///< worked weekends

  /// Nothing when no rule matches and there is no default.
  std::optional<std::string> period_at(LocalTime const& local) const;

  /// Every instant strictly within (from, to) at which the period may change: each bound of the
  /// rules and each midnight by the wall clock, and each change of the zone's offset.
  std::vector<Instant> bounds_within(Instant from, Instant to, Zone const& zone) const;
};

}  // namespace e2ms
