#include <map>

#include "audit_findings.hpp"
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
  auto const all = Wide{row.energy.fen()} + row.items.fen();
  return *row.due_at >= row.made_at && fees == row.fees->fen() && all - fees == row.amount->fen();
}

}  // namespace

void audit_subsidies(store::ReadTx& tx, Findings& findings) {
  for (auto const& row : tx.all<BillRow>("audit.subsidised_bills")) check_bill(tx, row, findings);
}

void audit_dues(store::ReadTx& tx, Findings& findings) {
  struct Lost {
    AccountId account;
    std::string bill;
  };
  for (auto const& row : tx.all<DueRow>("audit.dues_of_bills"))
    if (!asks_for_what_it_says(tx, row))
      findings.add(told(row.account, row.bill) + ": what it asks for is not what is on it");
  for (auto const& row : tx.all<Lost>("audit.dues_of_nothing"))
    findings.add(told(row.account, row.bill) + ": something is due that is on no bill");
  for (auto const account : tx.all<AccountId>("audit.modes_unlike_changes"))
    findings.add("account " + std::to_string(account.value) +
                 " does not pay in the way that was set last");
}

}  // namespace e2ms::query
