#pragma once

#include <string>

#include "e2ms/domain/journal.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Writes a balanced journal with its entries, moves the balances, and seals it into the hash
/// chain. `detail` is what the hash covers besides (the charges of an energy journal). What would
/// stand in a closed day stands at the beginning of the next.
JournalId post(store::WriteTx& tx, Journal journal, std::string const& detail);

}  // namespace e2ms::command
