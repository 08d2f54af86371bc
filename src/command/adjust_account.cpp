#include "e2ms/command/adjust_account.hpp"

#include "accruing.hpp"
#include "posting.hpp"
#include "wallets.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of desk.journal_by_key.
struct KnownJournal {
  JournalId id;
  AccountId account;
  Book book;
  Money amount;
};

JournalId put_right(store::WriteTx& tx, AdjustAccount const& order, std::string const& key) {
  return post(tx,
              {.key = key,
               .kind = JournalKind::by_hand,
               .account = order.account,
               .at = order.at,
               .actor = order.actor,
               .cause = order.note,
               .reverses = std::nullopt,
               .entries = {{Book::adjustments, {0}, -order.amount},
                           {wallet_for(order.purpose), order.account, order.amount}}},
              "");
}

}  // namespace

Result<AdjustAccount::Outcome> execute(store::WriteTx& tx, AdjustAccount const& order) {
  using Verdict = AdjustAccount::Verdict;
  auto const wallets = wallets_of(tx, order.project, order.account);
  if (!wallets) return AdjustAccount::Outcome{Verdict::unknown_account, {}};
  auto const key = "by_hand:" + order.key;
  if (auto const known = tx.one<KnownJournal>("desk.journal_by_key", in("key", key))) {
    bool const same = known->account == order.account && known->amount == order.amount &&
                      known->book == wallet_for(order.purpose);
    return AdjustAccount::Outcome{same ? Verdict::already_put_right : Verdict::key_used_otherwise,
                                  known->id};
  }
  if (order.note.empty()) return AdjustAccount::Outcome{Verdict::note_missing, {}};
  bool const allowed =
      order.amount != Money{} && order.amount <= kLargestMoney && order.amount >= -kLargestMoney;
  if (!allowed) return AdjustAccount::Outcome{Verdict::amount_not_allowed, {}};
  TRY_VOID(post_running(tx, order.account, order.at));
  // From here on it is done.
  auto const before = held(tx, order.account, order.purpose);
  auto const journal = put_right(tx, order, key);
  TRY_VOID(look_again(tx, order.account, *wallets, order.at));
  tell(tx, order.account, MessageKind::adjusted, order.at);
  tx.run("archive.insert_audit", in("at", order.at), in("actor", order.actor),
         in("action", "balance_adjusted"),
         in("subject", "account:" + std::to_string(order.account.value)),
         in("before", to_text(before)),
         in("after", to_text(before + order.amount) + ": " + order.note));
  return AdjustAccount::Outcome{Verdict::put_right, journal};
}

}  // namespace e2ms::command
