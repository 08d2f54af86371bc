#pragma once

#include <optional>
#include <span>
#include <vector>

#include "e2ms/domain/account_kind.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/domain/supply.hpp"

namespace e2ms {

/// Accepted but unposted energy of one meter on one bill line, with what its price depends on.
struct Accrual {
  MeterId meter;
  Piece piece;
  std::int64_t ratio;
  LineTotal posted;  ///< of the line; the same for all accruals of that line
};

struct PricedAccrual {
  Accrual accrual;
  Priced priced;
};

/// Prices accruals that stand in order of their lines; several meters of a line follow each other.
Result<std::vector<PricedAccrual>> price_accruals(std::vector<Accrual> const& accruals);

/// What they cost together: the running charge.
Money sum(std::span<PricedAccrual const> accruals);

/// A line of a bill beside energy, to be posted: what was posted of it before, and how it stands.
struct ItemCharge {
  std::string bill;
  std::string code;
  TariffVersionId version;  ///< {0} of none
  Instant as_of;
  std::string quantity;  ///< exact decimals, as the next two
  std::string price;
  std::string exact_yuan;
  Money before;
  Money after;

  Money amount() const { return after - before; }
};

Money sum(std::vector<ItemCharge> const& items);

/// Whose an account is, and of what.
struct Holder {
  AccountId account;
  AccountKind kind;
  Medium medium;
};

/// The legs of a journal that takes charges from the tenant's wallets, or from what the landlord
/// bears; what was sold goes to the book of its medium.
std::vector<Entry> charge_entries(Holder const& holder, std::span<PricedAccrual const> charges,
                                  std::vector<ItemCharge> const& items);

/// An item as the ledger's hash covers it: every field in order.
std::string item_text(ItemCharge const& item);

/// A charge as the ledger's hash covers it: bill, version, meter, price, ratio, both register
/// points, energy, the line's energy before and after, amount; and whatever of code, tier, period,
/// register and tier position a flat price does not have; and what a register gained by beginning
/// again.
std::string charge_text(PricedAccrual const& charge);

/// Where an account stands.
struct Standing {
  Money posted;
  Money running;  ///< less what subsidies will pay of it
  Money credit_limit;
  bool subsidised = false;                      ///< a grant of this month lasts
  std::optional<Money> overdue = std::nullopt;  ///< of an account that pays afterwards

  Money available() const { return posted - running + credit_limit; }
  /// What is told with a warning: what is available, or how much is overdue, below zero.
  Money left() const { return overdue ? -*overdue : available(); }
  Means means() const { return {available(), subsidised, overdue, credit_limit}; }
};

}  // namespace e2ms
