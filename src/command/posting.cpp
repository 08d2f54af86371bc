#include "posting.hpp"

#include <algorithm>

#include "e2ms/base/digest.hpp"

namespace e2ms::command {

using store::in;

namespace {

struct Head {
  JournalId id;
  std::string hash;
};

void write_journal(store::WriteTx& tx, JournalId id, Journal const& journal,
                   std::string const& previous_hash, std::string const& hash) {
  tx.run("ledger.insert_journal", in("id", id), in("key", journal.key), in("kind", journal.kind),
         in("account", journal.account), in("at", journal.at), in("actor", journal.actor),
         in("cause", journal.cause), in("reverses", journal.reverses),
         in("previous_hash", previous_hash), in("hash", hash));
}

}  // namespace

JournalId post(store::WriteTx& tx, Journal journal, std::string const& detail) {
  ENSURE(balanced(journal));
  if (auto const closed = tx.one<std::optional<Instant>>("bill.closed_until"); closed && *closed)
    journal.at = std::max(journal.at, **closed);
  auto const head = tx.one<Head>("ledger.head").value_or(Head{{0}, ""});
  JournalId const id{head.id.value + 1};
  write_journal(tx, id, journal, head.hash,
                sha256_hex(sealed_text(head.hash, id, journal, detail)));
  std::int64_t leg = 0;
  for (auto const& entry : journal.entries) {
    tx.run("ledger.insert_entry", in("journal", id), in("leg", ++leg), in("book", entry.book),
           in("account", entry.account), in("amount", entry.amount));
    tx.run("ledger.add_to_balance", in("book", entry.book), in("account", entry.account),
           in("amount", entry.amount));
  }
  return id;
}

std::vector<Entry> legs_of(store::ReadTx& tx, AccountId account,
                           std::vector<PricedAccrual> const& charges,
                           std::vector<ItemCharge> const& items) {
  auto const medium = tx.one<Medium>("account.medium", in("account", account));
  ENSURE(medium.has_value());
  return charge_entries(account, *medium, charges, items);
}

}  // namespace e2ms::command
