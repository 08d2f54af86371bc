#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Adds the energy between two accepted readings to the account's unposted lines. The totals are
/// the caller's; rates are looked up where the tariff asks for them.
Result<void> accrue(store::WriteTx& tx, AccountId account, MeterId meter, MeterPair pair);

/// What becomes of energy that rounds to no money: it goes on running, or is posted all the same
/// because nothing follows it.
enum class Rest { run, post };

/// Posts the running charge, and what subsidies pay of it, as one journal. The caller reviews the
/// account afterwards.
Result<std::optional<JournalId>> post_running(store::WriteTx& tx, AccountId account, Instant at,
                                              Rest rest = Rest::run);

/// Writes a charge under its journal, and its line's new total. `correction`: 0, or the number of
/// the correction that it belongs to.
void write_charge(store::WriteTx& tx, JournalId journal, AccountId account,
                  PricedAccrual const& charge, std::int64_t correction = 0);

bool is_closed_bill(store::ReadTx& tx, AccountId account, std::string const& bill);

}  // namespace e2ms::command
