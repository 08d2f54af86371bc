#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "e2ms/base/zone.hpp"
#include "e2ms/domain/calendar.hpp"
#include "e2ms/domain/exact.hpp"
#include "e2ms/domain/medium.hpp"

/// What a tariff says. Prices are yuan per kWh, or per m³ of water, and so are the quantities named
/// kWh here; months count from 1, all times are wall-clock times
/// of the project. A version is never changed once an account was charged by it.
namespace e2ms {

/// The price of energy up to a limit of the tier cycle: by period, or one under no period ("").
struct TierRow {
  std::optional<Exact> upto;  ///< kWh, inclusive; none on the last
  std::map<std::string, Exact> prices;
};

/// How energy is priced.
struct EnergyPrices {
  enum class Kind {
    flat,            ///< one row, no period
    tou,             ///< one row of periods
    tier,            ///< rows without periods
    tier_tou,        ///< rows of periods
    tou_tier_adder,  ///< one row of periods, or without; tiers of `adders` come on top
  };
  Kind kind;
  std::vector<TierRow> rows;
  std::vector<TierRow> adders;
  /// Rows that replace the others in these months. Of tier and tier_tou.
  struct Months {
    std::vector<unsigned> months;
    std::vector<TierRow> rows;
  };
  std::vector<Months> by_month;

  bool by_period() const {
    return kind != Kind::flat && kind != Kind::tier && !rows.front().prices.contains("");
  }
  bool tiered() const {
    return kind == Kind::tier || kind == Kind::tier_tou || kind == Kind::tou_tier_adder;
  }
  /// The rows whose limits count in that month.
  std::vector<TierRow> const& tiers_in(unsigned month) const;
};

/// When the tier counter begins anew.
struct TierCycle {
  enum class Unit { month, year };
  Unit unit;
  unsigned day = 1;
  unsigned month = 1;  ///< of a year

  /// Local midnight at which the cycle of `at` began.
  Instant start_at(Instant at, Zone const& zone) const;
  Instant next_after(Instant at, Zone const& zone) const;

  friend bool operator==(TierCycle const&, TierCycle const&) = default;
};

struct Surcharge {
  std::string code;
  Exact per_kwh;
  bool pf_exempt = false;  ///< outside the base of the power factor
};

struct FixedFee {
  enum class Proration {
    calendar,    ///< days in force of the days of that month
    thirtieth,   ///< a full month whole, else 1/30 a day
    full_month,  ///< whole for each month begun
    per_day,     ///< `price` is a day's
  };
  std::string code;
  Exact price;  ///< a month's
  Proration proration = Proration::calendar;
};

/// Basic charge by transformer. A full month whole, else 1/30 a day.
struct Capacity {
  Exact kva;
  Exact per_kva_month;
};

/// Basic charge by the highest power of the bill.
struct Demand {
  enum class Mode { actual, contract_105 };
  struct LoadRateDiscount {
    Exact kwh_per_kva;
    Exact kva;
    Exact factor;
  };
  Exact per_kw_month;
  Mode mode = Mode::actual;
  std::optional<Exact> contract_kw;
  std::optional<LoadRateDiscount> load_rate_discount;
};

/// Power-factor adjustment, (83)水电财字第215号.
struct PowerFactorRule {
  enum class Standard { s080, s085, s090 };
  Standard standard;
  Exact exempt_per_kwh = 0;
  bool per_line = false;
};

struct FreeQuota {
  Exact kwh;
  std::optional<Exact> credit_price;  ///< credited at this price; else deducted before the tiers
};

struct MinimumCharge {
  Exact amount;
  std::vector<std::string> of;  ///< codes of the lines that count
};

struct TariffVersion {
  std::string id;
  Instant valid_from;
  Medium medium = Medium::electricity;
  EnergyPrices energy;
  std::optional<TierCycle> tier_cycle;
  std::optional<Calendar> calendar;                 ///< periods by the clock
  std::map<std::string, std::string> register_map;  ///< periods by the meter: T1 to T5
  std::optional<std::string> total_mismatch_to;
  std::vector<Exact> tier_shift;
  std::vector<Surcharge> surcharges;
  std::vector<FixedFee> fixed;
  std::optional<Capacity> capacity;
  std::optional<Demand> demand;
  std::optional<PowerFactorRule> power_factor;
  std::optional<FreeQuota> free_quota;
  std::optional<MinimumCharge> minimum;
  std::optional<Exact> vat_rate;
  bool whole_kwh = false;
};

}  // namespace e2ms
