#include "e2ms/command/pay_out.hpp"

#include "accruing.hpp"
#include "posting.hpp"
#include "wallets.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of desk.pay_out_by_key.
struct KnownPayOut {
  PayOutId id;
  AccountId account;
  Money amount;
  Purpose purpose;
  Channel channel;
};

PayOutId pay(store::WriteTx& tx, PayOut const& order) {
  auto const journal = post(
      tx,
      {.key = "pay_out:" + std::to_string(static_cast<int>(order.channel)) + ":" + order.reference,
       .kind = JournalKind::pay_out,
       .account = order.account,
       .at = order.at,
       .actor = order.actor,
       .cause = order.note,
       .reverses = std::nullopt,
       .entries = {{book_of(order.channel), {0}, order.amount},
                   {wallet_for(order.purpose), order.account, -order.amount}}},
      "");
  return tx.insert<PayOutId>("desk.insert_pay_out", in("journal", journal),
                             in("account", order.account), in("purpose", order.purpose),
                             in("amount", order.amount), in("channel", order.channel),
                             in("reference", order.reference), in("note", order.note),
                             in("actor", order.actor), in("at", order.at));
}

}  // namespace

Result<PayOut::Outcome> execute(store::WriteTx& tx, PayOut const& order) {
  using Verdict = PayOut::Verdict;
  auto const wallets = wallets_of(tx, order.project, order.account);
  if (!wallets) return PayOut::Outcome{Verdict::unknown_account, {}, {}};
  auto const known = tx.one<KnownPayOut>("desk.pay_out_by_key", in("reference", order.reference));
  if (known) {
    bool const same = known->account == order.account && known->amount == order.amount &&
                      known->purpose == order.purpose && known->channel == order.channel;
    return PayOut::Outcome{same ? Verdict::already_paid_out : Verdict::key_used_otherwise,
                           known->id, held(tx, order.account, order.purpose)};
  }
  if (order.note.empty()) return PayOut::Outcome{Verdict::note_missing, {}, {}};
  if (order.amount <= Money{} || order.amount > kLargestMoney)
    return PayOut::Outcome{Verdict::amount_not_allowed, {}, {}};
  TRY_VOID(post_running(tx, order.account, order.at));
  auto const left = held(tx, order.account, order.purpose);
  if (order.amount > left) {
    TRY_VOID(look_again(tx, order.account, *wallets, order.at));
    return PayOut::Outcome{Verdict::more_than_there_is, {}, left};
  }
  // From here on it is paid.
  auto const id = pay(tx, order);
  TRY_VOID(look_again(tx, order.account, *wallets, order.at));
  tell(tx, order.account, MessageKind::paid_out, order.at);
  tx.run("archive.insert_audit", in("at", order.at), in("actor", order.actor),
         in("action", "paid_out"), in("subject", "account:" + std::to_string(order.account.value)),
         in("before", to_text(left)),
         in("after", to_text(left - order.amount) + ": " + order.note));
  return PayOut::Outcome{Verdict::paid_out, id, left - order.amount};
}

Result<ReversePayOut::Outcome> execute(store::WriteTx& tx, ReversePayOut const& command) {
  using Verdict = ReversePayOut::Verdict;
  struct Row {
    JournalId journal;
    AccountId account;
    Money amount;
    bool reversed;
  };
  auto const paid =
      tx.one<Row>("desk.pay_out", in("pay_out", command.pay_out), in("project", command.project));
  if (!paid) return ReversePayOut::Outcome{Verdict::unknown_pay_out, {}};
  if (paid->reversed) return ReversePayOut::Outcome{Verdict::already_reversed, paid->account};
  auto const wallets = wallets_of(tx, command.project, paid->account);
  ENSURE(wallets.has_value());
  TRY_VOID(post_running(tx, paid->account, command.at));
  take_back(tx, paid->journal, paid->account, command.actor, command.reason, command.at);
  TRY_VOID(look_again(tx, paid->account, *wallets, command.at));
  tell(tx, paid->account, MessageKind::pay_out_reversed, command.at);
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", "pay_out_reversed"),
         in("subject", "pay_out:" + std::to_string(command.pay_out.value)),
         in("before", to_text(paid->amount)), in("after", command.reason));
  return ReversePayOut::Outcome{Verdict::reversed, paid->account};
}

}  // namespace e2ms::command
