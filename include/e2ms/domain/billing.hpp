#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "e2ms/base/zone.hpp"
#include "e2ms/domain/bill_line.hpp"
#include "e2ms/domain/exact.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/register_history.hpp"
#include "e2ms/domain/tariff.hpp"

/// From readings and tariffs to the lines of bills. Everything is exact until a line is rounded,
/// once for each line of each bill.
namespace e2ms {

/// A rounding scope: what is due from one instant to another.
struct BillPeriod {
  std::string id;
  Instant from;
  Instant to;
  std::optional<Exact>
      demand_kw;                  ///< read from the meter; else the highest average of the readings
  std::optional<Exact> pf_kwh;    ///< active and reactive energy for the power factor; else by the
  std::optional<Exact> pf_kvarh;  ///< readings
  /// Fixed fees and capacity run only in this part of the bill.
  std::optional<std::pair<Instant, Instant>> active;
};

/// A line somebody adds by hand.
struct ExtraLine {
  std::string bill;
  std::string code;
  Exact quantity;
  Exact price;
};

struct BillingTask {
  Zone zone;
  std::vector<MeteringPoint> meters;
  std::vector<RegisterReading> readings;
  std::vector<TariffVersion> versions;  ///< in order of valid_from
  std::vector<BillPeriod> bills;        ///< none overlaps another
  std::vector<ExtraLine> extra_lines;
  Exact counted_before = 0;  ///< kWh of the first tier cycle before the first reading
  /// Share of the limits in the year cycle that begins in that year: months and of how many.
  std::map<int, std::pair<int, int>> tier_prorate;
  bool tier_reset_on_version = false;
  /// Settled so far: days that have ended, and what only a closed bill knows, up to here.
  Instant as_of{INT64_MAX};
};

struct BillLine {
  BillLineKey key;
  Exact quantity;
  Exact price;
  Exact exact;  ///< yuan
  Money amount;
};

struct PowerFactorOutcome {
  int hundredths;
  Exact coefficient;
  Exact base;  ///< yuan
};

struct Bill {
  std::string id;
  Exact kwh;
  std::vector<BillLine> lines;  ///< in order of their keys
  Money total;
  std::optional<PowerFactorOutcome> power_factor;
};

/// What makes a task impossible, and where.
struct BillingProblem {
  std::string place;
  std::string text;
};

struct Bills {
  std::vector<Bill> bills;
  std::vector<RejectedReading> rejected;
  std::optional<BillingProblem> problem;  ///< then the rest means nothing
};

Bills bill(BillingTask const& task);

}  // namespace e2ms
