#include "e2ms/command/set_payment_mode.hpp"

#include "review.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of due.mode.
struct ModeRow {
  PaymentMode mode;
  std::optional<std::int64_t> due_days;
};

std::string told(PaymentMode mode, std::optional<std::int64_t> due_days) {
  std::string const word = mode == PaymentMode::postpaid ? "postpaid" : "prepaid";
  return due_days ? word + ", due after " + std::to_string(*due_days) + " days" : word;
}

}  // namespace

Result<SetPaymentMode::Outcome> execute(store::WriteTx& tx, SetPaymentMode const& command) {
  using Verdict = SetPaymentMode::Verdict;
  using Outcome = SetPaymentMode::Outcome;
  auto const now =
      tx.one<ModeRow>("due.mode", in("account", command.account), in("project", command.project));
  if (!now) return Outcome{Verdict::unknown_account};
  if (command.note.empty()) return Outcome{Verdict::note_missing};
  auto const days = command.due_days.value_or(0);
  if (days < 0 || days > kMostDueDays) return Outcome{Verdict::not_allowed};
  if (now->mode == command.mode && now->due_days == command.due_days)
    return Outcome{Verdict::already_so};

  // From here on it is so.
  tx.run("due.insert_mode", in("account", command.account), in("mode", command.mode),
         in("due_days", command.due_days), in("note", command.note), in("actor", command.actor),
         in("at", command.at));
  tx.run("due.set_mode", in("account", command.account), in("mode", command.mode),
         in("due_days", command.due_days));
  // What is owed jumps with the mode: no warning of before was about that.
  if (now->mode != command.mode) tx.run("account.forget_warnings", in("account", command.account));
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", std::string("payment_mode_set")),
         in("subject", "account:" + std::to_string(command.account.value)),
         in("before", told(now->mode, now->due_days)),
         in("after", told(command.mode, command.due_days)));
  TRY_VOID(review_account(tx, command.account, command.at, by_rule()));
  return Outcome{Verdict::set};
}

}  // namespace e2ms::command
