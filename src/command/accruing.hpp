#pragma once

#include <optional>
#include <vector>

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Adds the energy between two accepted readings to the account's unposted lines. The totals are
/// the caller's; rates are looked up where the tariff asks for them.
Result<void> accrue(store::WriteTx& tx, AccountId account, MeterId meter, MeterPair pair);

/// The unposted lines, priced.
Result<std::vector<PricedAccrual>> running(store::ReadTx& tx, AccountId account);

/// Posts the running charge as one journal; nothing when it rounds to zero (then it goes on
/// running). The caller reviews the account afterwards.
Result<std::optional<JournalId>> post_running(store::WriteTx& tx, AccountId account, Instant at);

}  // namespace e2ms::command
