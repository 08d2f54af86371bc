#include <algorithm>
#include <map>

#include "audit_findings.hpp"
#include "e2ms/domain/dues.hpp"
#include "e2ms/domain/subsidy.hpp"
#include "e2ms/store/subsidy.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.subsidised_bills: every bill of an account with grants, and every bill that has
/// a line of one.
struct BillRow {
  AccountId account;
  std::string bill;
};

struct ItemRow {
  std::string code;
  TariffVersionId version;
  Money amount;
};

std::string told(AccountId account, std::string const& bill) {
  return "bill " + bill + " of account " + std::to_string(account.value);
}

void check_bill(store::ReadTx& tx, BillRow const& row, Findings& findings) {
  std::map<std::string, Wide> left;
  for (auto const& item :
       tx.all<ItemRow>("audit.bill_item_amounts", in("account", row.account), in("bill", row.bill)))
    if (is_subsidy(item.code)) left[item.code] += item.amount.fen();
  auto const grants = store::subsidies(tx, row.account, row.bill, {});
  if (!grants) return findings.add(told(row.account, row.bill) + ": its subsidies cannot be told");
  for (auto const& grant : *grants) left[subsidy_code(grant.grant.id)] += grant.use.amount.fen();
  for (auto const& [code, fen] : left)
    if (fen != 0)
      findings.add(told(row.account, row.bill) + ": " + code + " is not what its grant pays, by " +
                   yuan(fen) + " yuan");
}

/// Columns of audit.dues_of_bills.
struct DueRow {
  AccountId account;
  std::string bill;
  std::int64_t adjustment;  ///< 0: of the bill itself
  JournalId journal;        ///< of the adjustment
  Instant made_at;
  Money energy;  ///< of an adjustment: all
  Money items;
  std::optional<Instant> due_at;
  std::optional<Money> amount;
  std::optional<Money> fees;
  std::string time_zone;

  Wide all() const { return Wide{energy.fen()} + items.fen(); }
};

/// How an account pays. Columns of audit.modes_of.
struct Terms {
  PaymentMode mode;
  std::optional<std::int64_t> days;
  Instant since;
};

/// What the wallet for fees pays.
Wide fees_of(store::ReadTx& tx, DueRow const& row) {
  struct Item {
    std::string code;
    Money before;
    Money after;
  };
  Wide fees = 0;
  if (row.adjustment != 0) {
    auto const add = [&fees](Entry const& entry) {
      if (entry.book == Book::fee_wallet) fees -= entry.amount.fen();
    };
    tx.each<Entry>("ledger.entries_of", add, in("journal", row.journal));
    return fees;
  }
  auto const add = [&fees](Item const& item) {
    if (is_fee(item.code)) fees += Wide{item.after.fen()} - item.before.fen();
  };
  tx.each<Item>("audit.closed_items", add, in("account", row.account), in("bill", row.bill));
  return fees;
}

bool asks_for_what_it_says(store::ReadTx& tx, DueRow const& row) {
  if (!row.due_at || !row.amount || !row.fees) return false;
  auto const fees = fees_of(tx, row);
  return fees == row.fees->fen() && row.all() - fees == row.amount->fen();
}

bool falls_due(DueRow const& row, Terms const& terms, Zone const& zone) {
  auto const due = *row.due_at;
  if (terms.mode != PaymentMode::postpaid) return due == row.made_at;
  auto const days = terms.days.value_or(kMostDueDays);
  if (days < 0 || days > kMostDueDays) return false;
  auto const latest = due_after(zone, row.made_at, days);
  if (terms.days) return due == latest;
  // What the project said then is not kept.
  return due > row.made_at && due <= latest && zone.start_of_day_at(due) == due;
}

/// How the account may have paid when the bill or adjustment was made. All bills of a night have
/// one instant and may be closed a little later, after a change; and an adjustment may have the
/// time of a reading that was told long after it.
std::vector<Terms> terms_then(store::ReadTx& tx, DueRow const& row) {
  constexpr Duration kNight = hours(1);
  std::vector<Terms> terms{{PaymentMode::prepaid, std::nullopt, {}}};
  for (auto const& change : tx.all<Terms>("audit.modes_of", in("account", row.account))) {
    if (change.since < row.made_at) terms.clear();
    if (change.since <= row.made_at + kNight || row.adjustment != 0) terms.push_back(change);
  }
  return terms;
}

bool is_due_in_time(store::ReadTx& tx, DueRow const& row) {
  if (row.adjustment != 0 && row.all() <= 0) return *row.due_at == row.made_at;
  auto const zone = Zone::named(row.time_zone);
  if (!zone || !can_be_written(row.made_at) || !can_be_written(*row.due_at)) return false;
  auto const terms = terms_then(tx, row);
  return std::any_of(terms.begin(), terms.end(),
                     [&](Terms const& one) { return falls_due(row, one, *zone); });
}

}  // namespace

void audit_subsidies(store::ReadTx& tx, Findings& findings) {
  for (auto const& row : tx.all<BillRow>("audit.subsidised_bills")) check_bill(tx, row, findings);
  for (auto const account : tx.all<AccountId>("audit.subsidised_by_nothing"))
    findings.add("account " + std::to_string(account.value) +
                 " is said to be subsidised and has no grant");
}

void audit_dues(store::ReadTx& tx, Findings& findings) {
  struct Lost {
    AccountId account;
    std::string bill;
  };
  for (auto const& row : tx.all<DueRow>("audit.dues_of_bills")) {
    if (!asks_for_what_it_says(tx, row))
      findings.add(told(row.account, row.bill) + ": what it asks for is not what is on it");
    else if (!is_due_in_time(tx, row))
      findings.add(told(row.account, row.bill) + ": its due date is not what its account agreed");
  }
  for (auto const& row : tx.all<Lost>("audit.dues_of_nothing"))
    findings.add(told(row.account, row.bill) + ": something is due that is on no bill");
  for (auto const account : tx.all<AccountId>("audit.modes_unlike_changes"))
    findings.add("account " + std::to_string(account.value) +
                 " does not pay in the way that was set last");
}

}  // namespace e2ms::query
