#pragma once

#include <optional>
#include <string>

#include "e2ms/domain/supply.hpp"
#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A meter with a relay, as supply.relay_meter(s_of) shows it.
struct RelayMeter {
  MeterId id;
  std::optional<Instant> reading_at;
  std::optional<Relay> relay;  ///< last read back
  std::optional<Relay> hold;
  std::optional<Relay> wanted;  ///< the present wish
  std::optional<SupplyReason> reason;
  bool confirmed;  ///< the present wish was read back
  bool held;       ///< the last decision held a cut-off back
};

/// What a decision rested on, kept with it: the answer to "why is my power off".
struct DecisionGround {
  Instant at;
  std::string actor;
  std::string note;
  std::optional<AccountId> account = std::nullopt;
  bool new_hands = false;  ///< what was decided last was decided about another account
  std::optional<Standing> standing = std::nullopt;
  std::optional<Money> reconnect = std::nullopt;
  std::optional<Instant> warned_at = std::nullopt;
};

/// Writes the decision and the wish when the ruling differs from what is wanted now.
void decide(store::WriteTx& tx, RelayMeter const& meter, SupplyRuling const& ruling,
            DecisionGround const& ground);

/// Where the account stood when it was reviewed last, but for what has fallen due since; what a
/// message tells of.
Standing noted_standing(store::ReadTx& tx, AccountId account, Instant at);

}  // namespace e2ms::command
