#include "e2ms/query/bill_page.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "bill_readings.hpp"
#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/subsidy.hpp"
#include "e2ms/query/dues.hpp"
#include "e2ms/store/subsidy.hpp"
#include "e2ms/store/wallet.hpp"
#include "missing_figures.hpp"

namespace e2ms::query {

using store::in;

namespace {

struct Closing {
  std::string bill;
  Instant closed_at;
  Energy energy;
  Money energy_amount;
  Money items;
};

struct EnergySum {
  std::string bill;
  Energy energy;
  Money amount;
};

struct MoneySum {
  std::string bill;
  Money amount;
};

struct ItemPosting {
  JournalId journal;
  std::string code;
  std::int64_t version;
  std::optional<std::string> tariff;
  std::optional<Instant> valid_from;
  std::string quantity;
  std::string price;
  std::string exact_yuan;
  Instant as_of;
  Money before;
  Money after;
};

struct AdjustmentRow {
  std::int64_t id;
  JournalId journal;
  Instant at;
  Money amount;
  Money fees;
};

/// Surcharges and tier adders are on energy that another line counts already.
bool counts_energy(std::string const& code) {
  return code == "energy" || code == "free_quota";
}

BillOf::Account account_of(store::ReadTx& tx, AccountId account) {
  auto const found = tx.one<BillOf::Account>("bill_page.account", in("account", account));
  ENSURE(found.has_value());
  return *found;
}

/// One for each month that the account lived in, oldest first.
std::map<std::string, BillSums> months_of(BillOf::Account const& account, Zone const& zone,
                                          Instant at) {
  std::map<std::string, BillSums> months;
  auto const end = account.closed_at.value_or(at + milliseconds(1));
  for (auto start = account.opened_at; start < end && start <= at;) {
    BillSums month{};
    month.id = bill_at(start, zone);
    month.from = start;
    start = zone.start_of_next_month_at(start);
    month.to = account.closed_at ? std::min(start, *account.closed_at) : start;
    months.emplace(month.id, std::move(month));
  }
  return months;
}

BillDue due_of(Dues::Stand const& stand) {
  return {stand.due_at, stand.amount + stand.fees, stand.unpaid + stand.unpaid_fees};
}

Result<std::vector<BillSums>> all_sums(store::ReadTx& tx, AccountId account,
                                       BillOf::Account const& about, Instant at) {
  TRY(auto const zone, Zone::named(about.time_zone));
  auto months = months_of(about, zone, at);
  auto const of_account = in("account", account);
  // A bill is of a month the account lived in; whatever else stands there is not shown as one.
  auto const with = [&months](std::string const& bill, bool only_open, auto const& change) {
    auto const found = months.find(bill);
    if (found == months.end() || (only_open && found->second.closed_at)) return;
    change(found->second);
  };
  for (auto const& row : tx.all<Closing>("bill_page.closings", of_account))
    with(row.bill, false, [&row](BillSums& bill) {
      bill.closed_at = row.closed_at;
      bill.energy = row.energy;
      bill.energy_amount = row.energy_amount;
      bill.items = row.items;
    });
  for (auto const& row : tx.all<EnergySum>("bill_page.energy", of_account)) {
    with(row.bill, false, [&row](BillSums& bill) { bill.used = row.energy; });
    with(row.bill, true, [&row](BillSums& bill) {
      bill.energy = row.energy;
      bill.energy_amount = row.amount;
    });
  }
  for (auto const& row : tx.all<MoneySum>("bill_page.items", of_account))
    with(row.bill, true, [&row](BillSums& bill) { bill.items = row.amount; });
  for (auto const& row : tx.all<MoneySum>("bill_page.adjusted", of_account))
    with(row.bill, false, [&row](BillSums& bill) { bill.adjustments = row.amount; });
  TRY(auto const running, price_accruals(store::accruals(tx, account)));
  for (auto const& its : store::by_bill(running)) {
    auto const& id = its.front().accrual.piece.line.bill;
    TRY(auto const grants, store::subsidies(tx, account, id, its));
    with(id, true, [&](BillSums& bill) {
      for (auto const& [accrual, priced] : its) {
        if (counts_energy(accrual.piece.line.code)) {
          bill.energy += priced.energy;
          bill.used += priced.energy;
        }
        bill.energy_amount += priced.amount();
      }
      for (auto const& grant : grants) bill.items -= grant.change();
    });
  }
  if (about.mode == PaymentMode::postpaid) {
    TRY(auto const dues, answer(tx, Dues{account}));
    for (auto const& due : dues)
      if (due.adjustment == 0)
        with(due.bill, false, [&due](BillSums& bill) { bill.due = due_of(due); });
  }
  std::vector<BillSums> sums;
  for (auto month = months.rbegin(); month != months.rend(); ++month) sums.push_back(month->second);
  TRY_VOID(note_missing_figures(tx, account, at, sums));
  return sums;
}

/// In the order of the bill: by tariff, then by kind, tier and period.
std::vector<BillEnergyLine> lines_of(std::vector<Charge> charges) {
  auto const key = [](auto const& one) {
    return std::tie(one.valid_from, one.tariff, one.code, one.tier, one.period);
  };
  std::ranges::stable_sort(charges,
                           [&key](auto const& a, auto const& b) { return key(a) < key(b); });
  std::vector<BillEnergyLine> lines;
  for (auto& charge : charges) {
    if (lines.empty() || key(lines.back()) != key(charge))
      lines.push_back({charge.code,
                       charge.tier,
                       charge.period,
                       charge.tariff,
                       charge.valid_from,
                       charge.price,
                       {},
                       {},
                       {},
                       {}});
    auto& line = lines.back();
    line.energy += charge.energy;
    line.amount += charge.amount;
    if (!charge.id) line.running += charge.amount;
    line.charges.push_back(std::move(charge));
  }
  return lines;
}

BillItemLine item_line(ItemPosting const& posting, Money amount) {
  return {posting.code,  posting.tariff,     posting.valid_from, posting.quantity,
          posting.price, posting.exact_yuan, posting.as_of,      amount};
}

/// The newest posting of each line; one that fell away again is none.
std::vector<BillItemLine> items_of(std::vector<ItemPosting> const& postings,
                                   std::set<JournalId> const& adjusting) {
  std::map<std::pair<std::string, std::int64_t>, BillItemLine> newest;
  for (auto const& posting : postings)
    if (!adjusting.contains(posting.journal))
      newest.insert_or_assign({posting.code, posting.version}, item_line(posting, posting.after));
  std::vector<BillItemLine> items;
  for (auto& [key, item] : newest)
    if (item.amount != Money{}) items.push_back(std::move(item));
  return items;
}

std::vector<BillAdjustment> adjustments_of(std::vector<AdjustmentRow> const& rows,
                                           std::vector<Charge> const& charges,
                                           std::vector<ItemPosting> const& postings,
                                           std::map<std::int64_t, BillDue> const& dues) {
  std::vector<BillAdjustment> adjustments;
  for (auto const& row : rows) {
    BillAdjustment one{row.id, row.journal, row.at, row.amount, row.fees, {}, {}, {}};
    if (auto const due = dues.find(row.id); due != dues.end()) one.due = due->second;
    for (auto const& charge : charges)
      if (charge.journal == row.journal) one.charges.push_back(charge);
    for (auto const& posting : postings)
      if (posting.journal == row.journal)
        one.items.push_back(item_line(posting, posting.after - posting.before));
    adjustments.push_back(std::move(one));
  }
  return adjustments;
}

Result<std::map<std::int64_t, BillDue>> adjustment_dues(store::ReadTx& tx, BillOf const& question,
                                                        BillOf::Account const& account) {
  std::map<std::int64_t, BillDue> found;
  if (account.mode != PaymentMode::postpaid) return found;
  TRY(auto const dues, answer(tx, Dues{question.account}));
  for (auto const& due : dues)
    if (due.bill == question.bill) found.insert_or_assign(due.adjustment, due_of(due));
  return found;
}

/// Lines of grants of an open bill as they will stand when what runs is posted.
Result<void> add_running_subsidies(store::ReadTx& tx, BillOf const& question,
                                   std::vector<BillItemLine>& items) {
  TRY(auto const priced, price_accruals(store::accruals(tx, question.account)));
  auto const its = store::of_bill(priced, question.bill);
  TRY(auto const grants, store::subsidies(tx, question.account, question.bill, its));
  std::erase_if(items, [](BillItemLine const& item) { return is_subsidy(item.code); });
  for (auto const& [grant, use, posted] : grants) {
    if (use.amount == Money{}) continue;
    items.push_back({subsidy_code(grant.id), std::nullopt, std::nullopt, decimal_text(use.quantity),
                     decimal_text(-use.price()), decimal_text(-use.yuan), question.at,
                     -use.amount});
  }
  return {};
}

}  // namespace

Money BillOf::Page::fees() const {
  Money sum;
  for (auto const& item : items)
    if (is_fee(item.code)) sum += item.amount;
  for (auto const& one : adjustments) sum += one.fees;
  return sum;
}

Result<Bills::Answer> answer(store::ReadTx& tx, Bills const& question) {
  return all_sums(tx, question.account, account_of(tx, question.account), question.at);
}

Result<BillOf::Answer> answer(store::ReadTx& tx, BillOf const& question) {
  auto account = account_of(tx, question.account);
  TRY(auto const all, all_sums(tx, question.account, account, question.at));
  auto const sums = std::ranges::find(all, question.bill, &BillSums::id);
  if (sums == all.end()) return BillOf::Answer{};
  auto const of_account = in("account", question.account);
  auto const of_bill = in("bill", question.bill);
  auto const rows = tx.all<AdjustmentRow>("bill_page.adjustments", of_account, of_bill);
  std::set<JournalId> adjusting;
  for (auto const& row : rows) adjusting.insert(row.journal);
  auto charges = tx.all<Charge>("bill_page.charges", of_account, of_bill, in("from", sums->from));
  auto const postings = tx.all<ItemPosting>("bill_page.item_postings", of_account, of_bill);
  TRY(auto const dues, adjustment_dues(tx, question, account));
  auto adjustments = adjustments_of(rows, charges, postings, dues);
  std::erase_if(charges, [&](auto const& one) { return adjusting.contains(*one.journal); });
  if (!sums->closed_at) {
    TRY(auto const running, answer(tx, RunningCharges{question.account}));
    for (auto const& one : running)
      if (one.bill == question.bill) charges.push_back(one);
  }
  auto items = items_of(postings, adjusting);
  if (!sums->closed_at) TRY_VOID(add_running_subsidies(tx, question, items));
  auto const corrections =
      tx.all<ChargeId>("bill_page.corrections", of_account, of_bill, in("from", sums->from));
  auto readings = bill_readings(tx, charges, {corrections.begin(), corrections.end()});
  TRY(auto shares, bill_shares(tx, question.account, question.bill));
  TRY(auto figures, answer(tx, Figures{question.account, question.bill}));
  return BillOf::Answer{BillOf::Page{std::move(account), *sums, lines_of(std::move(charges)),
                                     std::move(items), std::move(readings), std::move(adjustments),
                                     std::move(shares), std::move(figures)}};
}

}  // namespace e2ms::query
