#pragma once

#include <map>
#include <string>

#include "e2ms/domain/billing.hpp"

namespace e2ms {

/// A bill while it is being made: exact lines, and what the lines at its end need to know.
struct BillSheet {
  struct Line {
    Exact quantity = 0;
    Exact price = 0;
    Exact exact = 0;
  };

  BillPeriod const* period;
  std::map<BillLineKey, Line> lines;
  Exact kwh = 0;
  Exact kvarh = 0;
  bool kvarh_known = false;
  Exact free_kwh = 0;    ///< deducted so far
  Exact highest_kw = 0;  ///< average of a piece

  void add(BillLineKey const& key, Exact const& quantity, Exact const& price) {
    add(key, quantity, price, quantity * price);
  }
  void add(BillLineKey const& key, Exact const& quantity, Exact const& price, Exact const& exact) {
    auto& line = lines[key];
    line.quantity += quantity;
    line.price = price;
    line.exact += exact;
  }
};

/// The version in force at an instant, or null.
TariffVersion const* version_at(std::vector<TariffVersion> const& versions, Instant at);

/// The version that speaks for the whole bill: the one at its end, or at the end of what is
/// settled.
TariffVersion const* last_version(BillingTask const& task, BillPeriod const& bill);

/// The lines that come with time, not with energy: fixed fees and capacity.
void add_time_lines(BillingTask const& task, BillSheet& sheet);

/// Everything that needs the other lines: demand, credits, rounding, power factor, minimum, VAT.
/// `closed`: the bill's time is over, so that what only then is known may be added.
std::optional<BillingProblem> finish(BillingTask const& task, BillSheet& sheet, bool closed,
                                     Bill& bill);

/// Cuts the energy of all meters and prices the pieces in order of time.
std::optional<BillingProblem> add_energy_lines(BillingTask const& task,
                                               std::vector<EnergyPair> const& pairs,
                                               std::vector<BillSheet>& sheets);

}  // namespace e2ms
