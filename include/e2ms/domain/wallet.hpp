#pragma once

#include <vector>

#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/settlement.hpp"

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
Money sum(std::vector<PricedAccrual> const& accruals);

/// The legs of a journal that takes those charges from the account's wallet.
std::vector<Entry> energy_entries(AccountId account, std::vector<PricedAccrual> const& charges);

/// A charge as the ledger's hash covers it: bill, version, meter, price, ratio, both register
/// points, energy, the line's energy before and after, amount; and whatever of code, tier, period,
/// register and tier position a flat price does not have.
std::string charge_text(PricedAccrual const& charge);

/// Where an account stands.
struct Standing {
  Money posted;
  Money running;
  Money credit_limit;

  Money available() const { return posted - running + credit_limit; }
};

}  // namespace e2ms
