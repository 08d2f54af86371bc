#include "e2ms/command/take_payment.hpp"

#include "accruing.hpp"
#include "posting.hpp"
#include "wallets.hpp"

namespace e2ms::command {

using store::in;

namespace {

struct TopUpRow {
  TopUpId id;
  AccountId account;
  Money amount;
  Purpose purpose;
  Channel channel;
};

Result<TakePayment::Outcome> as_before(store::WriteTx& tx, TakePayment const& payment,
                                       TopUpRow const& known) {
  using Verdict = TakePayment::Verdict;
  bool const same = known.account == payment.account && known.amount == payment.amount &&
                    known.purpose == payment.purpose && known.channel == payment.channel;
  if (!same) return TakePayment::Outcome{Verdict::key_used_otherwise, {}, {}};
  auto const wallets = tx.one<Wallets>("desk.account", in("account", payment.account));
  ENSURE(wallets.has_value());
  TRY(auto const available, look_again(tx, payment.account, *wallets, payment.at));
  return TakePayment::Outcome{Verdict::already_credited, known.id, available};
}

TopUpId credit(store::WriteTx& tx, TakePayment const& payment) {
  auto const journal =
      post(tx,
           {.key = "top_up:" + std::to_string(static_cast<int>(payment.channel)) + ":" +
                   payment.reference,
            .kind = JournalKind::top_up,
            .account = payment.account,
            .at = payment.at,
            .actor = payment.actor,
            .cause = payment.note,
            .reverses = std::nullopt,
            .entries = {{book_of(payment.channel), {0}, -payment.amount},
                        {wallet_for(payment.purpose), payment.account, payment.amount}}},
           "");
  return tx.insert<TopUpId>("ledger.insert_top_up", in("journal", journal),
                            in("account", payment.account), in("amount", payment.amount),
                            in("channel", payment.channel), in("reference", payment.reference),
                            in("at", payment.at), in("actor", payment.actor),
                            in("note", payment.note), in("purpose", payment.purpose));
}

/// Its number is the desk's or the bank's: money without an owner may have come under it.
bool is_unassigned(store::ReadTx& tx, TakePayment const& payment) {
  return tx.one<UnassignedId>("desk.unassigned_by_key", in("reference", payment.reference))
      .has_value();
}

}  // namespace

Result<TakePayment::Outcome> execute(store::WriteTx& tx, TakePayment const& payment) {
  using Verdict = TakePayment::Verdict;
  auto const known = tx.one<TopUpRow>("ledger.top_up_by_key", in("reference", payment.reference));
  if (known) return as_before(tx, payment, *known);
  if (is_unassigned(tx, payment)) return TakePayment::Outcome{Verdict::key_used_otherwise, {}, {}};
  if (payment.amount <= Money{} || payment.amount > kLargestMoney)
    return TakePayment::Outcome{Verdict::amount_not_allowed, {}, {}};
  auto const wallets = tx.one<Wallets>("desk.account", in("account", payment.account));
  if (!wallets) return TakePayment::Outcome{Verdict::unknown_account, {}, {}};

  TRY_VOID(post_running(tx, payment.account, payment.at));
  // From here on it must succeed: the money has been taken, and what ran has its price.
  auto const top_up = credit(tx, payment);
  TRY(auto const available, look_again(tx, payment.account, *wallets, payment.at));
  tell(tx, payment.account, MessageKind::topped_up, payment.at);
  return TakePayment::Outcome{Verdict::credited, top_up, available};
}

Result<ReversePayment::Outcome> execute(store::WriteTx& tx, ReversePayment const& command) {
  using Verdict = ReversePayment::Verdict;
  struct Row {
    JournalId journal;
    AccountId account;
    Money amount;
  };
  auto const top_up = tx.one<Row>("ledger.top_up", in("top_up", command.top_up));
  if (!top_up) return ReversePayment::Outcome{Verdict::unknown_top_up, {}, {}};
  auto const wallets = tx.one<Wallets>("desk.account", in("account", top_up->account));
  ENSURE(wallets.has_value());
  bool const done =
      tx.one<JournalId>("ledger.reversal_of", in("journal", top_up->journal)).has_value();
  if (done) {
    TRY(auto const available, look_again(tx, top_up->account, *wallets, command.at));
    return ReversePayment::Outcome{Verdict::already_reversed, top_up->account, available};
  }
  TRY_VOID(post_running(tx, top_up->account, command.at));
  take_back(tx, top_up->journal, top_up->account, command.actor, command.reason, command.at);
  TRY(auto const available, look_again(tx, top_up->account, *wallets, command.at));
  tell(tx, top_up->account, MessageKind::top_up_reversed, command.at);
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", "top_up_reversed"),
         in("subject", "top_up:" + std::to_string(command.top_up.value)),
         in("before", to_text(top_up->amount)), in("after", command.reason));
  return ReversePayment::Outcome{Verdict::reversed, top_up->account, available};
}

}  // namespace e2ms::command
