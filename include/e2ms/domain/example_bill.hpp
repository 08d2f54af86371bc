#pragma once

#include <cstdint>

#include "e2ms/base/zone.hpp"
#include "e2ms/domain/billing.hpp"

/// What a month would cost by terms that nobody is charged by yet.
namespace e2ms {

/// How the energy of a day is spread over its hours, on days that are worked and on the others.
enum class LoadProfile { household, shop, office, dormitory };

struct ExampleMonth {
  int year;
  unsigned month;
  std::int64_t kwh;
  LoadProfile profile;
  std::int64_t used_before_kwh = 0;  ///< in the tier cycle, before the month
};

/// One meter that is read each hour of the local month. By the clock the energy follows the
/// profile; the rate registers of a register map, whose hours only the meter knows, get equal
/// shares. No reactive energy flows. The readings add up to the month's kWh exactly.
BillingTask example_task(TariffVersion terms, Zone const& zone, ExampleMonth const& month);

}  // namespace e2ms
