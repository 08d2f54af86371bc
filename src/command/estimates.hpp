#pragma once

#include <string>

#include "e2ms/store/history.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Whether the reading of that instant was an estimate.
bool is_estimate(store::ReadTx& tx, MeterId meter, Instant at);

/// An actual reading says so much at an instant: later estimates up to the next actual one that say
/// less are void. The newest reading that counts is the meter's last one again.
Result<void> void_estimates(store::WriteTx& tx, MeterId meter, Instant at, Energy total,
                            std::string const& actor, Instant now);

/// The newest reading before an instant that is no estimate.
Result<std::optional<store::Counted>> actual_before(store::ReadTx& tx, MeterId meter, Instant at);

}  // namespace e2ms::command
