#include "e2ms/command/subsidise.hpp"

#include <algorithm>

#include "accruing.hpp"
#include "billing.hpp"
#include "e2ms/base/zone.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

/// Columns of subsidy.account.
struct AccountRow {
  ProjectId project;
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::string time_zone;
  std::optional<std::string> last_closed_bill;
  std::optional<std::string> last_lines;  ///< the newest bill with lines, as the next two
  std::optional<std::string> last_items;
  std::optional<std::string> last_running;
  Medium medium;

  /// Whether a bill may rest on the month's grants already. A clock that ran ahead made bills of
  /// months that have not begun.
  bool has_begun(std::string const& month, std::string const& now) const {
    return month <= std::max({now, last_closed_bill.value_or(""), last_lines.value_or(""),
                              last_items.value_or(""), last_running.value_or("")});
  }
};

/// Columns of subsidy.by_key.
struct GrantRow {
  SubsidyId id;
  AccountId account;
  SubsidyUnit unit;
  std::int64_t quantity;
  std::optional<std::int64_t> persons;
  std::string first_month;
  std::optional<std::string> last_month;

  bool same(GrantSubsidy const& grant) const {
    return account == grant.account && unit == grant.unit && quantity == grant.quantity &&
           persons == grant.persons && first_month == grant.first_month &&
           last_month == grant.last_month;
  }
};

/// Columns of subsidy.ending.
struct EndingRow {
  AccountId account;
  std::string first_month;
  std::optional<std::string> last_month;
  std::optional<std::string> ends_from;

  bool over_by(std::string const& month) const {
    return (ends_from && *ends_from <= month) || (last_month && *last_month < month);
  }
};

std::string told(SubsidyUnit unit, std::int64_t quantity, Medium medium) {
  return unit == SubsidyUnit::kwh ? quantity_text(Energy::wh(quantity), medium)
                                  : to_text(Money::fen(quantity)) + " yuan";
}

std::string told(GrantSubsidy const& grant, Medium medium) {
  return told(grant.unit, grant.quantity, medium) +
         (grant.persons ? " for each of " + std::to_string(*grant.persons) : "") +
         " a month from " + grant.first_month +
         (grant.last_month ? " to " + *grant.last_month : "");
}

void note(store::WriteTx& tx, Instant at, std::string const& actor, std::string const& action,
          SubsidyId subsidy, std::string const& before, std::string const& after) {
  tx.run("archive.insert_audit", in("at", at), in("actor", actor), in("action", action),
         in("subject", "subsidy:" + std::to_string(subsidy.value)), in("before", before),
         in("after", after));
}

bool allowed(GrantSubsidy const& grant) {
  bool const quantity = grant.quantity > 0 && grant.quantity <= kLargestGrant;
  bool const persons = !grant.persons || (*grant.persons > 0 && *grant.persons <= kMostPersons);
  return quantity && persons;
}

/// Why not; `granted` when it may be.
GrantSubsidy::Verdict judged(GrantSubsidy const& grant, std::optional<AccountRow> const& account,
                             Zone const& zone) {
  using Verdict = GrantSubsidy::Verdict;
  if (grant.note.empty()) return Verdict::note_missing;
  if (!allowed(grant)) return Verdict::not_allowed;
  if (grant.last_month && *grant.last_month < grant.first_month) return Verdict::wrong_span;
  bool const open = grant.first_month > account->last_closed_bill.value_or("") &&
                    grant.first_month >= bill_at(account->opened_at, zone);
  return open ? Verdict::granted : Verdict::month_closed;
}

}  // namespace

Result<GrantSubsidy::Outcome> execute(store::WriteTx& tx, GrantSubsidy const& command) {
  using Verdict = GrantSubsidy::Verdict;
  using Outcome = GrantSubsidy::Outcome;
  auto const account = tx.one<AccountRow>("subsidy.account", in("account", command.account));
  bool const known = account && account->project == command.project;
  if (!known) return Outcome{Verdict::unknown_account, {}};
  if (auto const before = tx.one<GrantRow>("subsidy.by_key", in("key", command.key))) {
    bool const same = before->same(command);
    return Outcome{same ? Verdict::already_granted : Verdict::key_used_otherwise, before->id};
  }
  if (account->closed_at) return Outcome{Verdict::unknown_account, {}};
  TRY(auto const zone, Zone::named(account->time_zone));
  auto const verdict = judged(command, account, zone);
  if (verdict != Verdict::granted) return Outcome{verdict, {}};

  // What was used until now is posted with what paid it then.
  TRY_VOID(post_running(tx, command.account, command.at));
  auto const id = tx.insert<SubsidyId>(
      "subsidy.insert", in("account", command.account), in("key", command.key),
      in("unit", command.unit), in("quantity", command.quantity), in("persons", command.persons),
      in("first", command.first_month), in("last", command.last_month), in("note", command.note),
      in("actor", command.actor), in("at", command.at));
  note(tx, command.at, command.actor, "subsidy_granted", id, "", told(command, account->medium));
  TRY_VOID(post_open_items(tx, command.account, command.at));
  TRY_VOID(review_account(tx, command.account, command.at, by_rule()));
  return Outcome{Verdict::granted, id};
}

Result<EndSubsidy::Outcome> execute(store::WriteTx& tx, EndSubsidy const& command) {
  using Verdict = EndSubsidy::Verdict;
  using Outcome = EndSubsidy::Outcome;
  auto const grant = tx.one<EndingRow>("subsidy.ending", in("subsidy", command.subsidy),
                                       in("project", command.project));
  if (!grant) return Outcome{Verdict::unknown_subsidy, {}};
  if (command.note.empty()) return Outcome{Verdict::note_missing, grant->account};
  if (grant->over_by(command.from_month)) return Outcome{Verdict::already_ended, grant->account};
  auto const account = tx.one<AccountRow>("subsidy.account", in("account", grant->account));
  TRY(auto const zone, Zone::named(account->time_zone));
  if (account->has_begun(command.from_month, bill_at(command.at, zone)))
    return Outcome{Verdict::month_begun, grant->account};

  // From here on it ends.
  tx.run("subsidy.insert_end", in("subsidy", command.subsidy), in("from", command.from_month),
         in("note", command.note), in("actor", command.actor), in("at", command.at));
  note(tx, command.at, command.actor, "subsidy_ended", command.subsidy,
       grant->ends_from.value_or(grant->last_month.value_or("")), command.from_month);
  tx.announce({Announcement::Kind::account, grant->account.value});
  return Outcome{Verdict::ended, grant->account};
}

}  // namespace e2ms::command
