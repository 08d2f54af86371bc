#pragma once

#include <string>
#include <vector>

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Writes a balanced journal with its entries, moves the balances, and seals it into the hash
/// chain. `detail` is what the hash covers besides (the charges of an energy journal). What would
/// stand in a closed day stands at the beginning of the next.
JournalId post(store::WriteTx& tx, Journal journal, std::string const& detail);

/// The legs that take charges from an account, by what it pays for.
std::vector<Entry> legs_of(store::ReadTx& tx, AccountId account,
                           std::vector<PricedAccrual> const& charges,
                           std::vector<ItemCharge> const& items);

}  // namespace e2ms::command
