#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::store {

/// What an account's readings come to when they are settled from the beginning.
struct Recount {
  std::map<LineKey, Wide> lines;       ///< Wh, of the bills from `first_bill` on
  std::map<Instant, Energy> counters;  ///< of the tier cycles that these bills touch
  std::string first_bill;              ///< empty: all
  bool several_meters = false;         ///< side by side: whose energy came first is not asked

  /// What cannot be settled, and of which meter.
  struct Problem {
    MeterId meter;
    Instant at;
    enum class Kind { unread_pack, other_opening, impossible, without_price, two_ratios } kind;
  };
  std::optional<Problem> problem;  ///< then the rest means nothing
};

/// Settles an account's energy again from its opening on. Readings that were
/// forgotten leave the bills before the first whole month out. Reads numbers that somebody may have
/// written by hand: whatever they are, it ends in a problem at worst.
Recount recount(ReadTx& tx, AccountId account);

/// The same from the month that begins then; reads no more than that takes.
Recount recount_since(ReadTx& tx, AccountId account, Zone const& zone, Instant month);

/// What an account has used since a tier cycle began, posted or running, without what was free.
Energy energy_since(ReadTx& tx, AccountId account, Zone const& zone, Instant cycle);

/// One month of an account, priced by other terms than its own: what would have been.
Recount recount_month(ReadTx& tx, AccountId account, Pricing const& prices, Instant month);

}  // namespace e2ms::store
