#pragma once

#include <compare>
#include <string>

namespace e2ms {

/// Which line of a bill an amount belongs to. Codes: energy, tier_adder, surcharge:<code>,
/// free_quota, free_credit, fixed:<code>, capacity, demand, pf_adjust, min_topup, vat,
/// subsidy:<number>, and share:loss:<group>, share:common:<group> of what is divided among rooms.
struct BillLineKey {
  std::string code;
  std::string version;  ///< empty on a line of no version
  unsigned tier = 0;    ///< from 1; 0 without tiers
  std::string period;   ///< empty without periods

  friend auto operator<=>(BillLineKey const&, BillLineKey const&) = default;
};

}  // namespace e2ms
