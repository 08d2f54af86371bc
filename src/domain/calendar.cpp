#include "e2ms/domain/calendar.hpp"

#include <algorithm>

namespace e2ms {

namespace {

template <class List, class Value>
bool contains(List const& list, Value const& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool in_any_list(Calendar const& calendar, Date date) {
  return std::any_of(calendar.holidays.begin(), calendar.holidays.end(),
                     [date](auto const& list) { return list.second.contains(date); });
}

bool is_of(DayClass days, Calendar const& calendar, Date date) {
  bool const weekend = is_weekend(date) && !calendar.workdays.contains(date);
  switch (days) {
    case DayClass::all:
      return true;
    case DayClass::weekend:
      return weekend;
    case DayClass::weekday:
      return !weekend && !in_any_list(calendar, date);
    case DayClass::restday:
      return weekend || in_any_list(calendar, date);
  }
  return false;
}

bool matches(CalendarRule const& rule, Calendar const& calendar, LocalTime const& local) {
  auto const minute = local.hour * 60 + local.minute;
  auto const at = [minute](DayTimes const& times) { return times.holds(minute); };
  if (!rule.times.empty() && std::none_of(rule.times.begin(), rule.times.end(), at)) return false;
  if (!rule.months.empty() && !contains(rule.months, local.date.month)) return false;
  if (!is_of(rule.days, calendar, local.date)) return false;
  if (rule.holidays.empty()) return true;
  return std::any_of(rule.holidays.begin(), rule.holidays.end(), [&](std::string const& name) {
    auto const list = calendar.holidays.find(name);
    return list != calendar.holidays.end() && list->second.contains(local.date);
  });
}

/// The minutes of a local day at which something may change, midnight first.
std::set<unsigned> minutes_of(Calendar const& calendar) {
  constexpr unsigned kDay = 24 * 60;
  std::set<unsigned> found{0};
  for (auto const& rule : calendar.rules)
    for (auto const& times : rule.times)
      for (unsigned const bound : {times.from, times.to}) found.insert(bound % kDay);
  return found;
}

}  // namespace

std::optional<std::string> Calendar::period_at(LocalTime const& local) const {
  for (auto const& rule : rules)
    if (matches(rule, *this, local)) return rule.period;
  return otherwise;
}

std::vector<Instant> Calendar::bounds_within(Instant from, Instant to, Zone const& zone) const {
  constexpr std::int64_t kDayMs = days(1).ms;
  auto const minutes_of_day = minutes_of(*this);
  std::vector<Instant> found;
  for (auto at = from; at < to;) {
    // Within one offset a local day is 24 hours long, so its bounds are plain sums.
    auto const span = zone.offset_span_at(at);
    auto const end = std::min(to, span.end);
    auto const local = at.ms + span.offset.ms;
    auto const past = ((local % kDayMs) + kDayMs) % kDayMs;
    for (auto midnight = at - Duration{past}; midnight < end; midnight = midnight + days(1))
      for (auto const minute : minutes_of_day) {
        auto const bound = midnight + minutes(minute);
        if (bound > from && bound >= at && bound < end) found.push_back(bound);
      }
    if (end < to) found.push_back(end);
    at = end;
  }
  return found;
}

}  // namespace e2ms
