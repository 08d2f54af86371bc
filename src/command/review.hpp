#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/supply.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Who asks for a review, for the decision's trace. With a meter: it was a word about that meter,
/// and whatever follows for others of the account follows by the rules.
struct ReviewCause {
  std::string actor;
  std::string note;
  std::optional<MeterId> meter = std::nullopt;
  bool was_off = false;    ///< that meter stands in the place of one that was off for arrears
  bool new_hands = false;  ///< the account has just taken its meters over
};

inline ReviewCause by_rule() {
  return {"e2ms", ""};
}

/// After anything that moved an account's money or its meters: warnings on the way down, re-armed
/// on the way up; the rule's word for each relay; a changed wish with its reason. Before a relay is
/// opened for arrears the running charge is posted. Returns the available balance.
Result<Money> review_account(store::WriteTx& tx, AccountId account, Instant at,
                             ReviewCause const& cause);

/// The same for the relay of a meter that no account holds: only a person's hold counts.
void review_vacant_meter(store::WriteTx& tx, MeterId meter, Instant at, ReviewCause const& cause);

/// Takes a relay state read from the meter: fulfils the wish, or offers it again when the relay is
/// elsewhere. True when the meter's wish is open afterwards.
bool take_read_back(store::WriteTx& tx, MeterId meter, Relay relay, Instant at);

}  // namespace e2ms::command
