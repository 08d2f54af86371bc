#include "e2ms/command/unassigned_money.hpp"

#include "accruing.hpp"
#include "posting.hpp"
#include "wallets.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of desk.unassigned: what came, and whether it is still there.
struct UnassignedRow {
  Money amount;
  Channel channel;
  std::string reference;
  bool ended;
  std::int64_t ends;  ///< so often it went somewhere, taken back or not
};

std::optional<UnassignedRow> look(store::ReadTx& tx, ProjectId project, UnassignedId id) {
  return tx.one<UnassignedRow>("desk.unassigned", in("unassigned", id), in("project", project));
}

/// A second time it goes somewhere under a number of its own.
std::string numbered(std::string const& text, std::int64_t ends) {
  return ends == 0 ? text : text + "#" + std::to_string(ends + 1);
}

/// Assigned with a top-up, else sent back.
void end(store::WriteTx& tx, auto const& order, JournalId journal, std::optional<TopUpId> top_up) {
  tx.run("desk.insert_unassigned_end", in("unassigned", order.unassigned), in("key", order.key),
         in("journal", journal), in("top_up", top_up), in("note", order.note),
         in("actor", order.actor), in("at", order.at));
}

/// Columns of desk.unassigned_end_by_key: what an order of that key did, taken back since or not.
struct KnownEnd {
  UnassignedId unassigned;
  std::optional<TopUpId> top_up;
  std::optional<AccountId> account;
  std::optional<Purpose> purpose;
};

std::optional<KnownEnd> known_end(store::ReadTx& tx, std::string const& key) {
  return tx.one<KnownEnd>("desk.unassigned_end_by_key", in("key", key));
}

void write_down(store::WriteTx& tx, std::string const& action, UnassignedId id,
                std::string const& after, std::string const& actor, Instant at) {
  tx.run("archive.insert_audit", in("at", at), in("actor", actor), in("action", action),
         in("subject", "unassigned:" + std::to_string(id.value)), in("before", std::string()),
         in("after", after));
}

TopUpId credit(store::WriteTx& tx, AssignUnassigned const& command, UnassignedRow const& money) {
  auto const id = std::to_string(command.unassigned.value);
  auto const journal =
      post(tx,
           {.key = numbered("assigned:" + id, money.ends),
            .kind = JournalKind::assigned,
            .account = command.account,
            .at = command.at,
            .actor = command.actor,
            .cause = command.note,
            .reverses = std::nullopt,
            .entries = {{Book::suspense, {0}, -money.amount},
                        {wallet_for(command.purpose), command.account, money.amount}}},
           "");
  auto const top_up = tx.insert<TopUpId>(
      "ledger.insert_top_up", in("journal", journal), in("account", command.account),
      in("amount", money.amount), in("channel", money.channel),
      in("reference", numbered(money.reference, money.ends)), in("at", command.at),
      in("actor", command.actor), in("note", command.note), in("purpose", command.purpose));
  end(tx, command, journal, top_up);
  return top_up;
}

}  // namespace

Result<ReceiveUnassigned::Outcome> execute(store::WriteTx& tx, ReceiveUnassigned const& command) {
  using Verdict = ReceiveUnassigned::Verdict;
  struct Row {
    UnassignedId id;
    ProjectId project;
    Money amount;
    std::string payer;
    Channel channel;
  };
  auto const reference = in("reference", command.reference);
  if (auto const known = tx.one<Row>("desk.unassigned_as_received", reference)) {
    bool const same = known->project == command.project && known->amount == command.amount &&
                      known->payer == command.payer && known->channel == command.channel;
    return ReceiveUnassigned::Outcome{
        same ? Verdict::already_received : Verdict::key_used_otherwise, known->id};
  }
  if (tx.one<TopUpId>("desk.top_up_by_key", reference))
    return ReceiveUnassigned::Outcome{Verdict::key_used_otherwise, {}};
  if (command.amount <= Money{} || command.amount > kLargestMoney)
    return ReceiveUnassigned::Outcome{Verdict::amount_not_allowed, {}};

  auto const journal =
      post(tx,
           {.key = "received:" + std::to_string(static_cast<int>(command.channel)) + ":" +
                   command.reference,
            .kind = JournalKind::received,
            .account = {0},
            .at = command.at,
            .actor = command.actor,
            .cause = command.note,
            .reverses = std::nullopt,
            .entries = {{book_of(command.channel), {0}, -command.amount},
                        {Book::suspense, {0}, command.amount}}},
           "");
  auto const id = tx.insert<UnassignedId>("desk.insert_unassigned", in("project", command.project),
                                          in("journal", journal), in("amount", command.amount),
                                          in("channel", command.channel), reference,
                                          in("payer", command.payer), in("note", command.note),
                                          in("actor", command.actor), in("at", command.at));
  return ReceiveUnassigned::Outcome{Verdict::received, id};
}

Result<AssignUnassigned::Outcome> execute(store::WriteTx& tx, AssignUnassigned const& command) {
  using Verdict = AssignUnassigned::Verdict;
  auto const money = look(tx, command.project, command.unassigned);
  if (!money) return AssignUnassigned::Outcome{Verdict::unknown_unassigned, {}};
  if (auto const known = known_end(tx, command.key)) {
    bool const same = known->unassigned == command.unassigned &&
                      known->account == command.account && known->purpose == command.purpose;
    return AssignUnassigned::Outcome{same ? Verdict::already_assigned : Verdict::key_used_otherwise,
                                     known->top_up.value_or(TopUpId{})};
  }
  auto const wallets = wallets_of(tx, command.project, command.account);
  if (!wallets) return AssignUnassigned::Outcome{Verdict::unknown_account, {}};
  if (money->ended) return AssignUnassigned::Outcome{Verdict::not_waiting, {}};
  TRY_VOID(post_running(tx, command.account, command.at));
  // From here on it is that account's.
  auto const top_up = credit(tx, command, *money);
  TRY_VOID(look_again(tx, command.account, *wallets, command.at));
  tell(tx, command.account, MessageKind::topped_up, command.at);
  write_down(tx, "money_assigned", command.unassigned,
             to_text(money->amount) + " to account:" + std::to_string(command.account.value) +
                 ": " + command.note,
             command.actor, command.at);
  return AssignUnassigned::Outcome{Verdict::assigned, top_up};
}

Result<ReturnUnassigned::Outcome> execute(store::WriteTx& tx, ReturnUnassigned const& command) {
  using Verdict = ReturnUnassigned::Verdict;
  auto const money = look(tx, command.project, command.unassigned);
  if (!money) return ReturnUnassigned::Outcome{Verdict::unknown_unassigned};
  if (auto const known = known_end(tx, command.key)) {
    bool const same = known->unassigned == command.unassigned && !known->top_up;
    return ReturnUnassigned::Outcome{same ? Verdict::already_returned
                                          : Verdict::key_used_otherwise};
  }
  if (money->ended) return ReturnUnassigned::Outcome{Verdict::not_waiting};
  if (command.note.empty()) return ReturnUnassigned::Outcome{Verdict::note_missing};
  auto const journal =
      post(tx,
           {.key = numbered("returned:" + std::to_string(command.unassigned.value), money->ends),
            .kind = JournalKind::returned,
            .account = {0},
            .at = command.at,
            .actor = command.actor,
            .cause = command.note,
            .reverses = std::nullopt,
            .entries = {{Book::suspense, {0}, -money->amount},
                        {book_of(money->channel), {0}, money->amount}}},
           "");
  end(tx, command, journal, std::nullopt);
  write_down(tx, "money_returned", command.unassigned, to_text(money->amount) + ": " + command.note,
             command.actor, command.at);
  return ReturnUnassigned::Outcome{Verdict::returned};
}

}  // namespace e2ms::command
