#include "e2ms/query/disclosure.hpp"

#include <algorithm>

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/subsidy.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of share_page.about.
struct About {
  std::string name;
  std::string time_zone;
};

/// Columns of share_page.accounts.
struct AccountRow {
  AccountId account;
  std::string tenant;
  std::string room;
};

/// Columns of share_page.lines.
struct LineRow {
  std::string code;
  Energy energy;
  Money amount;
};

/// Columns of share_page.sharing.
struct SharingRow {
  store::SharingId id;
  std::string name;
};

void add(LineRow const& line, DisclosureRow& row) {
  if (line.code == "energy" || line.code == "free_quota") row.energy += line.energy;
  // What the landlord gives is a gift and makes no price lower.
  if (is_fee(line.code) || is_subsidy(line.code)) return;
  if (line.code == "surcharge:service")
    row.service += line.amount;
  else if (line.code == "surcharge:loss" || is_share(line.code))
    row.share += line.amount;
  else if (line.code == "vat")
    row.tax += line.amount;
  else
    row.electricity += line.amount;
}

DisclosureRow row_of(store::ReadTx& tx, AccountRow account, std::string const& bill) {
  DisclosureRow row{
      account.account, std::move(account.tenant), std::move(account.room), {}, {}, {}, {}, {}};
  tx.each<LineRow>(
      "share_page.lines", [&row](LineRow const& line) { add(line, row); },
      in("account", account.account), in("bill", bill));
  return row;
}

/// The main meters of a group, each with its newest bill or among those without.
void add_mains(store::ReadTx& tx, store::ShareRuleId rule, Disclosure::Sheet& sheet) {
  for (auto& meter : tx.all<ShareRuleView::Meter>("share_page.rule_meters", in("rule", rule))) {
    if (meter.role != ShareRole::main) continue;
    auto bills = tx.all<GridBillView>("share_page.grid_bills", in("meter", meter.id),
                                      in("bill", sheet.bill));
    if (bills.empty())
      sheet.without_grid_bill.push_back(std::move(meter));
    else
      sheet.grid_bills.push_back(std::move(bills.front()));
  }
}

}  // namespace

Energy Disclosure::Sheet::paid_energy() const {
  Energy sum;
  for (auto const& one : grid_bills) sum += one.energy;
  return sum;
}

Money Disclosure::Sheet::paid() const {
  Money sum;
  for (auto const& one : grid_bills) sum += one.amount;
  return sum;
}

DisclosureRow Disclosure::Sheet::sum() const {
  DisclosureRow all{};
  for (auto const& row : rows) {
    all.energy += row.energy;
    all.electricity += row.electricity;
    all.share += row.share;
    all.tax += row.tax;
    all.service += row.service;
  }
  return all;
}

std::optional<std::int64_t> Disclosure::Sheet::ratio() const {
  constexpr Wide kHundredthsOfPercent = 10'000;
  if (paid() <= Money{}) return std::nullopt;
  auto const part = divide_half_away(sum().collected().fen() * kHundredthsOfPercent, paid().fen());
  return part ? std::optional(*part) : std::nullopt;
}

Result<Disclosure::Answer> answer(store::ReadTx& tx, Disclosure const& question) {
  auto const project = in("project", question.project);
  auto const bill = in("bill", question.bill);
  auto const about = tx.one<About>("share_page.about", project);
  ENSURE(about.has_value());
  TRY(auto const zone, Zone::named(about->time_zone));
  Disclosure::Sheet sheet{about->name, "", question.bill, about->time_zone, {}, {}, {}};
  store::ShareRuleId rule;
  if (question.sharing == store::SharingId{}) {
    sheet.grid_bills = tx.all<GridBillView>("share_page.project_grid_bills", project, bill);
  } else {
    auto const sharing = in("sharing", question.sharing);
    auto const row = tx.one<SharingRow>("share_page.sharing", sharing, project);
    if (!row) return Disclosure::Answer{};
    sheet.sharing = row->name;
    auto const found = tx.one<store::ShareRuleId>("share.rule_of_month", sharing, bill);
    if (!found) return Disclosure::Answer{std::move(sheet)};
    rule = *found;
    add_mains(tx, rule, sheet);
  }
  auto const [from, to] = store::month_span(question.bill, zone);
  for (auto& account : tx.all<AccountRow>("share_page.accounts", project, in("rule", rule),
                                          in("from", from), in("to", to)))
    sheet.rows.push_back(row_of(tx, std::move(account), question.bill));
  return Disclosure::Answer{std::move(sheet)};
}

}  // namespace e2ms::query
