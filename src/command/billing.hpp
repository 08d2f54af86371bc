#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Posts what the items of an account's open bills come to by now, and closes the bills that have
/// been over for `close_after`. Energy must have been posted before. Returns how many journals it
/// wrote.
Result<std::size_t> settle_bills(store::WriteTx& tx, AccountId account, Instant at,
                                 Duration close_after);

/// Posts what later energy changes of the items of the closed bill in which an instant lies.
Result<void> adjust_items(store::WriteTx& tx, AccountId account, Instant in_bill, Instant at);

/// The document of what came for a bill after it was closed.
void note_adjustment(store::WriteTx& tx, AccountId account, std::string const& bill,
                     JournalId journal, Money amount, Instant at);

}  // namespace e2ms::command
