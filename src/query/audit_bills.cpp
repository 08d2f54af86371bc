#include <algorithm>

#include "audit_findings.hpp"
#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/public_share.hpp"
#include "e2ms/domain/subsidy.hpp"
#include "e2ms/store/figures.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.items.
struct ItemRow {
  Id<struct ItemChargeTag> id;
  AccountId account;
  std::string bill;
  std::string code;
  TariffVersionId version;
  Money before;
  Money after;

  bool same_line(ItemRow const& other) const {
    return account == other.account && bill == other.bill && code == other.code &&
           version == other.version;
  }
};

/// Columns of audit.closings.
struct ClosingRow {
  AccountId account;
  std::string bill;
  Instant from;
  Instant to;
  Money energy;
  Money items;
  std::string time_zone;
  std::optional<Instant> closed_at;  ///< of the account

  /// It may have ended before it was told so.
  Instant end() const { return closed_at ? std::min(to, *closed_at) : to; }
};

std::string told(AccountId account, std::string const& bill) {
  return "bill " + bill + " of account " + std::to_string(account.value);
}

/// Follows the postings of one item after the other.
class ItemWalk {
 public:
  ItemWalk(store::ReadTx& tx, Findings& findings) : tx_(tx), findings_(findings) {}

  void take(ItemRow const& row) {
    bool const first = !last_ || !last_->same_line(row);
    if (first) finish();
    if (row.before != (first ? Money{} : last_->after))
      findings_.add("item charge " + std::to_string(row.id.value) +
                    ": does not follow what was posted before");
    last_ = row;
  }

  void finish() {
    if (!last_) return;
    auto const total =
        tx_.one<Money>("audit.item_total", in("account", last_->account), in("bill", last_->bill),
                       in("code", last_->code), in("version", last_->version));
    if (total != last_->after)
      findings_.add(told(last_->account, last_->bill) + ": " + last_->code +
                    " is not what was posted of it");
  }

 private:
  store::ReadTx& tx_;
  Findings& findings_;
  std::optional<ItemRow> last_;
};

Wide sum_of(store::ReadTx& tx, std::string_view statement, ClosingRow const& row) {
  Wide sum = 0;
  auto const add = [&sum](Money amount) { sum += amount.fen(); };
  tx.each<Money>(statement, add, in("account", row.account), in("bill", row.bill));
  return sum;
}

/// Columns of audit.bill_item_amounts.
struct PostedItem {
  std::string code;
  TariffVersionId version;
  Money amount;
};

/// What is posted now is what was closed and what was adjusted since.
void check_sums(store::ReadTx& tx, ClosingRow const& row, Findings& findings) {
  Wide now = sum_of(tx, "audit.bill_energy_amounts", row);
  auto const add = [&now](PostedItem const& item) { now += item.amount.fen(); };
  tx.each<PostedItem>("audit.bill_item_amounts", add, in("account", row.account),
                      in("bill", row.bill));
  auto const adjusted = sum_of(tx, "audit.adjustments_of", row);
  if (Wide{row.energy.fen()} + row.items.fen() + adjusted != now)
    findings.add(told(row.account, row.bill) + " is not what was closed and adjusted since");
}

/// A bill of a month that the account did not live to see.
void check_nothing_left(store::ReadTx& tx, ClosingRow const& row, Findings& findings) {
  Wide left = 0;
  for (auto const& item : tx.all<PostedItem>("audit.bill_item_amounts", in("account", row.account),
                                             in("bill", row.bill)))
    if (!is_share(item.code) && !is_subsidy(item.code)) left += item.amount.fen() != 0;
  if (left != 0) findings.add(told(row.account, row.bill) + " lies behind its account's end");
}

bool has_items_posted(store::ReadTx& tx, ClosingRow const& row) {
  auto const posted = tx.all<PostedItem>("audit.bill_item_amounts", in("account", row.account),
                                         in("bill", row.bill));
  return std::any_of(posted.begin(), posted.end(), [](PostedItem const& item) {
    return !is_share(item.code) && !is_subsidy(item.code);
  });
}

void check_items(store::ReadTx& tx, ClosingRow const& row, Findings& findings) {
  auto const zone = Zone::named(row.time_zone);
  bool const possible = zone && can_be_written(row.from) && can_be_written(row.to) &&
                        row.from < row.to && row.to - row.from <= days(32);
  if (!possible) return findings.add(told(row.account, row.bill) + " has no month");
  if (row.end() <= row.from) return check_nothing_left(tx, row, findings);
  auto const prices = store::pricing(tx, row.account, row.from);
  if (!prices) {
    // Where nothing had a price yet, no item can stand.
    if (prices.fault().code == FaultCode::not_found && !has_items_posted(tx, row)) return;
    return findings.add(told(row.account, row.bill) + ": the terms that price it cannot be read");
  }
  BillingTask task{
      .zone = *zone,
      .meters = {},
      .readings = {},
      .versions = {},
      .bills = {store::bill_period(tx, row.account, {row.bill, row.from, row.end()}, true)},
      .extra_lines = {},
      .tier_prorate = {}};
  for (auto const& version : prices->versions) task.versions.push_back(*version.terms);
  task.as_of = row.end();
  auto const items = bill_items(task, store::posted_energy(tx, *prices, row.account, row.bill));
  if (items.problem)
    return findings.add(told(row.account, row.bill) +
                        ": what its terms say cannot be computed: " + items.problem->text);
  std::map<std::string, Wide> left;
  for (auto const& line : items.lines)
    left[line.key.code + "@" + line.key.version] += line.amount.fen();
  for (auto const& item : tx.all<PostedItem>("audit.bill_item_amounts", in("account", row.account),
                                             in("bill", row.bill)))
    if (!is_share(item.code) && !is_subsidy(item.code))
      left[item.code + "@" + (item.version.value ? std::to_string(item.version.value) : "")] -=
          item.amount.fen();
  for (auto const& [line, fen] : left)
    if (fen != 0)
      findings.add(told(row.account, row.bill) + ": " + line.substr(0, line.find('@')) +
                   " is not what its terms say, by " + yuan(fen) + " yuan");
}

void audit_adjustments(store::ReadTx& tx, Findings& findings) {
  struct Row {
    std::int64_t id;
    JournalId journal;
    Money amount;
    JournalKind kind;
  };
  for (auto const& row : tx.all<Row>("audit.adjustments")) {
    Wide due = 0;
    auto const add = [&due](Entry const& entry) {
      if (is_holders(entry.book)) due -= entry.amount.fen();
    };
    tx.each<Entry>("ledger.entries_of", add, in("journal", row.journal));
    if (row.kind != JournalKind::adjustment || due != row.amount.fen())
      findings.add("adjustment " + std::to_string(row.id) + " is not what its journal posts");
  }
  for (auto const id : tx.all<JournalId>("audit.journals_without_adjustment"))
    findings.add("no adjustment belongs to journal " + std::to_string(id.value));
}

/// The newest closed day; the ones before it led to its sums.
void audit_days(store::ReadTx& tx, Findings& findings) {
  struct Row {
    Instant until;
    Book book;
    Money amount;
  };
  auto const last = tx.one<std::optional<Instant>>("audit.last_closed");
  if (!last || !*last) return;
  std::map<Book, Wide> sums;
  auto const add = [&sums](Entry const& entry) { sums[entry.book] += entry.amount.fen(); };
  tx.each<Entry>("audit.entries_until", add, in("until", **last));
  for (auto const& row : tx.all<Row>("audit.day_sums"))
    if (row.until == **last) sums[row.book] -= row.amount.fen();
  for (auto const& [book, fen] : sums)
    if (fen != 0)
      findings.add("the day closed until " + moment(**last) + ": book " +
                   std::to_string(static_cast<int>(book)) + " has moved since, by " + yuan(fen) +
                   " yuan");
}

}  // namespace

void audit_bills(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings) {
  struct Lost {
    AccountId account;
    std::string bill;
    std::string code;
  };
  ItemWalk items(tx, findings);
  tx.each<ItemRow>("audit.items", [&items](ItemRow const& row) { items.take(row); });
  items.finish();
  for (auto const& row : tx.all<Lost>("audit.item_totals_without_charges"))
    findings.add(told(row.account, row.bill) + ": " + row.code + " was never posted");
  auto const closings = tx.all<ClosingRow>("audit.closings");
  Steps steps(audit, LedgerAudit::Progress::Part::bills, std::ssize(closings));
  for (auto const& row : closings) {
    check_sums(tx, row, findings);
    check_items(tx, row, findings);
    steps.next();
  }
  audit_adjustments(tx, findings);
  audit_days(tx, findings);
}

}  // namespace e2ms::query
