#pragma once

#include <span>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Posts what the items of an account's open bills come to by now, and closes the bills that have
/// been over for `close_after`, in order: the first whose terms need figures that nobody entered
/// waits, with an alarm. Energy must have been posted before. Returns how many journals it wrote.
Result<std::size_t> settle_bills(store::WriteTx& tx, AccountId account, Instant at,
                                 Duration close_after);

/// Of an account that has just been closed, after its energy was posted: closes its open bills,
/// the last one as a part of its month, and takes back what was posted for later days. Returns the
/// bill that waits for figures, or nothing; then the caller takes all of it back.
Result<std::string> settle_last_bills(store::WriteTx& tx, AccountId account, Instant at);

/// Posts what the items of an account's open bills come to by now, and closes none.
Result<void> post_open_items(store::WriteTx& tx, AccountId account, Instant at);

/// Posts what somebody said of the bill in which an instant lies: on open bills as items, on a
/// closed one as an adjustment. Energy must have been posted before. The alarm about figures ends
/// when no bill waits any more.
Result<void> settle_items(store::WriteTx& tx, AccountId account, Instant in_bill, Instant at);

/// Posts what later energy changes of the items of the closed bill in which an instant lies.
Result<void> adjust_items(store::WriteTx& tx, AccountId account, Instant in_bill, Instant at);

/// What a journal of items is about; `kind` says whether their bill is open.
struct ItemPosting {
  AccountId account;
  std::string bill;
  JournalKind kind;
  std::string key;  ///< begins the journal's key
  Instant at;
  std::string actor;
  std::string cause;
};

/// Posts changed items of one bill as one journal.
void post_items(store::WriteTx& tx, ItemPosting const& about, std::vector<ItemCharge> const& items);

/// What subsidies pay of charges that are about to be posted, beyond what they paid of their bills
/// before. Written into the same journal.
Result<std::vector<ItemCharge>> subsidy_items(store::ReadTx& tx, AccountId account,
                                              std::span<PricedAccrual const> charges, Instant at);

/// Writes an item under its journal, and what is posted of its line now.
void write_item(store::WriteTx& tx, JournalId journal, AccountId account, ItemCharge const& item);

/// The document of what came for a bill after it was closed.
void note_adjustment(store::WriteTx& tx, AccountId account, std::string const& bill,
                     JournalId journal, Money amount, Instant at);

}  // namespace e2ms::command
