#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Adds the energy between two accepted readings to the account's unposted lines. The totals are
/// the caller's; rates are looked up where the tariff asks for them.
Result<void> accrue(store::WriteTx& tx, AccountId account, MeterId meter, MeterPair pair);

/// Posts the running charge, and what subsidies pay of it, as one journal; nothing when the energy
/// rounds to zero (then it goes on running). The caller reviews the account afterwards.
Result<std::optional<JournalId>> post_running(store::WriteTx& tx, AccountId account, Instant at);

/// Writes all charges of a journal, and adds them to the totals of their lines. `correction`: that
/// they belong to.
void write_charges(store::WriteTx& tx, JournalId journal, AccountId account,
                   std::span<PricedAccrual const> charges,
                   std::optional<std::int64_t> correction = std::nullopt);

bool is_closed_bill(store::ReadTx& tx, AccountId account, std::string const& bill);

}  // namespace e2ms::command
