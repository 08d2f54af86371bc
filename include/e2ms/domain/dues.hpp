#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/money.hpp"

/// Accounts that pay afterwards (后付费): what a bill asks for is due some days after it was
/// closed.
namespace e2ms {

// The numbers of this enum stand in the database: add at the end, never renumber.
enum class PaymentMode { prepaid = 0, postpaid = 1 };

/// Bills may be due so many days after they were closed.
constexpr std::int64_t kMostDueDays = 366;

/// The end of the day that lies so many days after the one of an instant: from then on what was not
/// paid is overdue.
Instant due_after(Zone const& zone, Instant at, std::int64_t days);

/// What is past due and not paid of a wallet. `not_due`: what was charged and is not due yet, less
/// what was given back of those bills; payments settle the oldest first.
Money overdue(Money wallet, Money not_due);

/// A closed bill or an adjustment of one, and what it asks for from a wallet.
struct Due {
  std::string bill;
  std::int64_t adjustment;  ///< 0: of the bill itself
  Instant due_at;
  Money amount;
};

/// What is not paid of each, in order of their due. What was given back settles its own bill first,
/// latest due first; payments the oldest due. `not_billed`: what was charged on bills still open.
std::vector<Money> unpaid(std::vector<Due> const& dues, Money wallet, Money not_billed);

}  // namespace e2ms
