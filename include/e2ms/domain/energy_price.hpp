#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "e2ms/base/zone.hpp"
#include "e2ms/domain/bill_line.hpp"
#include "e2ms/domain/exact.hpp"
#include "e2ms/domain/tariff.hpp"

/// What a stretch of energy costs in which nothing changes but the tier. `e2ms price` and the
/// settlement of accounts both come here.
namespace e2ms {

/// kWh by period; one of no name ("") where the price knows no periods.
using Periods = std::map<std::string, Exact>;

struct EnergySlice {
  Instant at;  ///< when it begins
  Periods periods;
  Exact counted;    ///< kWh of its tier cycle before it
  Exact free_used;  ///< kWh of the bill's free quota used before it
  /// Share of the limits that counts in this cycle: so many months of so many.
  std::optional<std::pair<int, int>> limit_share = {};
};

/// The part of a slice that belongs to one line, of all periods or of the line's own.
struct EnergyShare {
  BillLineKey key;
  Exact quantity;  ///< kWh
  Exact price;
  Exact begins;  ///< 0 to 1: how much of the slice lies before
  Exact ends;
};

/// Free energy first, then the tiers in order, all periods of a tier in the same proportion.
/// Shares of one code, and of one period, follow each other without a gap. Without energy every
/// line is named that would have taken some.
std::vector<EnergyShare> price_energy(TariffVersion const& version, Zone const& zone,
                                      EnergySlice const& slice);

/// What a version asks on a line of energy in a month; nothing when it has no such line.
std::optional<Exact> energy_line_price(TariffVersion const& version, BillLineKey const& line,
                                       unsigned month);

/// When the tier cycle in which an instant lies began: of a version without one, with the month.
Instant tier_cycle_start(TariffVersion const& version, Instant at, Zone const& zone);

/// Every instant within (from, to) at which a version prices energy otherwise: month starts, bounds
/// of its tier cycle and of its calendar.
std::vector<Instant> price_bounds(TariffVersion const& version, Instant from, Instant to,
                                  Zone const& zone);

/// Every instant within (from, to) at which a tier cycle of one of the versions begins, whether or
/// not that version is in force then.
std::vector<Instant> cycle_bounds(std::vector<TariffVersion const*> const& versions, Instant from,
                                  Instant to, Zone const& zone);

}  // namespace e2ms
