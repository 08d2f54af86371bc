#include "e2ms/domain/tariff.hpp"

#include <algorithm>

namespace e2ms {

namespace {

/// The day a cycle begins on in that month, or its last one.
Date day_in(int year, unsigned month, unsigned day) {
  return {year, month, std::min(day, days_in_month(year, month))};
}

Date month_later(Date date, unsigned day) {
  bool const december = date.month == 12;
  return day_in(december ? date.year + 1 : date.year, december ? 1 : date.month + 1, day);
}

}  // namespace

std::vector<TierRow> const& EnergyPrices::tiers_in(unsigned month) const {
  for (auto const& special : by_month)
    if (std::find(special.months.begin(), special.months.end(), month) != special.months.end())
      return special.rows;
  return kind == Kind::tou_tier_adder ? adders : rows;
}

Instant TierCycle::start_at(Instant at, Zone const& zone) const {
  auto const today = zone.date(at);
  if (unit == Unit::year) {
    auto const this_year = zone.start_of_day(day_in(today.year, month, day));
    return this_year <= at ? this_year : zone.start_of_day(day_in(today.year - 1, month, day));
  }
  auto const this_month = zone.start_of_day(day_in(today.year, today.month, day));
  if (this_month <= at) return this_month;
  bool const january = today.month == 1;
  return zone.start_of_day(
      day_in(january ? today.year - 1 : today.year, january ? 12 : today.month - 1, day));
}

Instant TierCycle::next_after(Instant at, Zone const& zone) const {
  auto const begun = zone.date(start_at(at, zone));
  if (unit == Unit::year) return zone.start_of_day(day_in(begun.year + 1, month, day));
  return zone.start_of_day(month_later(begun, day));
}

}  // namespace e2ms
