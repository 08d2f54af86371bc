#include "wallets.hpp"

#include "posting.hpp"
#include "review.hpp"
#include "wishing.hpp"

namespace e2ms::command {

using store::in;

std::optional<Wallets> wallets_of(store::ReadTx& tx, ProjectId project, AccountId account) {
  auto const found = tx.one<Wallets>("desk.account", in("account", account));
  return found && found->project == project ? found : std::nullopt;
}

Money held(store::ReadTx& tx, AccountId account, Purpose purpose) {
  return tx.one<Money>("due.balance", in("book", wallet_for(purpose)), in("account", account))
      .value_or(Money{});
}

Result<Money> look_again(store::WriteTx& tx, AccountId account, Wallets const& wallets,
                         Instant at) {
  if (!wallets.closed_at) return review_account(tx, account, at, by_rule());
  tx.announce({store::Announcement::Kind::account, account.value});
  return held(tx, account, Purpose::electricity);
}

void tell(store::WriteTx& tx, AccountId account, MessageKind kind, Instant at) {
  tx.run("account.insert_message", in("account", account), in("at", at), in("kind", kind),
         in("available", noted_standing(tx, account, at).left()));
}

JournalId take_back(store::WriteTx& tx, JournalId journal, AccountId account,
                    std::string const& actor, std::string const& reason, Instant at) {
  return post(tx,
              {.key = "reversal:" + std::to_string(journal.value),
               .kind = JournalKind::reversal,
               .account = account,
               .at = at,
               .actor = actor,
               .cause = reason,
               .reverses = journal,
               .entries = reversed(tx.all<Entry>("ledger.entries_of", in("journal", journal)))},
              "");
}

}  // namespace e2ms::command
