#include "e2ms/command/settle_accounts.hpp"

#include "accruing.hpp"
#include "billing.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// With the days grants begin and end, and bills become due.
bool changes_by_date(store::ReadTx& tx, AccountId account) {
  return tx.one<AccountId>("account.changes_by_date", in("account", account)).has_value();
}

/// How many journals it took.
Result<std::size_t> settle(store::WriteTx& tx, AccountId account, SettleAccounts const& command) {
  TRY(auto const journal, post_running(tx, account, command.at));
  TRY(auto const items, settle_bills(tx, account, command.at, command.close_after));
  auto const posted = items + (journal ? 1 : 0);
  if (posted > 0 || changes_by_date(tx, account))
    TRY_VOID(review_account(tx, account, command.at, by_rule()));
  return posted;
}

}  // namespace

Result<SettleAccounts::Outcome> execute(store::WriteTx& tx, SettleAccounts const& command) {
  SettleAccounts::Outcome outcome{{0}, 0};
  auto const accounts = tx.all<AccountId>(
      "account.next_open", in("project", command.project), in("after", command.after),
      in("at_most", static_cast<std::int64_t>(command.at_most)));
  for (auto const account : accounts) {
    auto const posted = settle(tx, account, command);
    if (posted)
      outcome.posted += *posted;
    else
      outcome.failed.emplace_back(account, posted.fault());
    outcome.last = account;
  }
  return outcome;
}

Result<CloseDay::Outcome> execute(store::WriteTx& tx, CloseDay const& command) {
  auto const last = tx.one<std::optional<Instant>>("bill.closed_until");
  auto const since = last && *last ? **last : Instant{INT64_MIN};
  if (command.until <= since) return CloseDay::Outcome{false};
  tx.run("bill.close_day", in("until", command.until), in("at", command.at), in("since", since));
  tx.run("bill.close_day_sums", in("until", command.until), in("since", since));
  tx.run("books.close_day", in("until", command.until), in("since", since));
  return CloseDay::Outcome{true};
}

Result<FinishJob::Outcome> execute(store::WriteTx& tx, FinishJob const& command) {
  tx.run("field.finish_job", in("name", command.name), in("done_through", command.done_through));
  return FinishJob::Outcome{};
}

}  // namespace e2ms::command
