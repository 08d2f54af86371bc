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

/// What becomes of energy that rounds to no money: it goes on running, or is posted all the same
/// because nothing follows it.
enum class Rest { run, post };

/// Posts the running charge, and what subsidies pay of it, as one journal. The caller reviews the
/// account afterwards.
Result<std::optional<JournalId>> post_running(store::WriteTx& tx, AccountId account, Instant at,
                                              Rest rest = Rest::run);

/// Writes all charges of a journal, and adds them to the totals of their lines. `correction`: that
/// they belong to.
void write_charges(store::WriteTx& tx, JournalId journal, AccountId account,
                   std::span<PricedAccrual const> charges,
                   std::optional<std::int64_t> correction = std::nullopt);

bool is_closed_bill(store::ReadTx& tx, AccountId account, std::string const& bill);

}  // namespace e2ms::command
