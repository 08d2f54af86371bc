#include "e2ms/query/share_page.hpp"

#include <algorithm>
#include <map>

namespace e2ms::query {

using store::in;
using store::ShareMonthResult;

namespace {

/// Columns of share_page.sharings.
struct SharingRow {
  store::SharingId id;
  std::string name;
};

/// Columns of share_page.rules.
struct RuleRow {
  store::ShareRuleId id;
  std::string first_bill;
  bool automatic;
  std::string note;
  std::string actor;
  Instant at;
};

/// Columns of share_page.meter.
struct MeterNames {
  std::string address;
  std::string room;
};

std::vector<ShareRuleView> rules_of(store::ReadTx& tx, store::SharingId sharing) {
  std::vector<ShareRuleView> rules;
  for (auto& row : tx.all<RuleRow>("share_page.rules", in("sharing", sharing))) {
    auto const rule = in("rule", row.id);
    rules.push_back({row.id, std::move(row.first_bill), store::share_terms(tx, row.id),
                     row.automatic, std::move(row.note), std::move(row.actor), row.at,
                     tx.all<ShareRuleView::Meter>("share_page.rule_meters", rule),
                     tx.all<ShareRuleView::Room>("share_page.rule_rooms", rule)});
  }
  return rules;
}

/// The newest run of each month.
std::map<std::string, ShareRunSums> runs_of(store::ReadTx& tx, store::SharingId sharing) {
  std::map<std::string, ShareRunSums> runs;
  for (auto& run : tx.all<ShareRunSums>("share_page.runs", in("sharing", sharing))) {
    auto const bill = run.bill;
    runs.insert_or_assign(bill, std::move(run));
  }
  return runs;
}

MeterNames names_of(store::ReadTx& tx, MeterId meter) {
  auto found = tx.one<MeterNames>("share_page.meter", in("meter", meter));
  ENSURE(found.has_value());
  return *std::move(found);
}

Money posted(store::ReadTx& tx, ShareOfMonth const& question, AccountId account) {
  Money sum;
  for (auto const* const kind : {"loss", "common"})
    sum += tx.one<Money>("share.posted_item", in("account", account), in("bill", question.bill),
                         in("code", share_code(kind, question.sharing.value)))
               .value_or(Money{});
  return sum;
}

std::vector<ShareOfMonth::Party> parties_of(store::ReadTx& tx, ShareOfMonth const& question,
                                            ShareInputs const& inputs, MonthShares const& shares) {
  std::vector<ShareOfMonth::Party> parties;
  for (std::size_t i = 0; i < inputs.parties.size(); ++i) {
    auto const& party = inputs.parties[i];
    auto const account = in("account", party.account);
    bool const vacant = party.account == AccountId{};
    parties.push_back({party, shares.parties[i],
                       tx.one<std::string>("share_page.room", in("room", party.room)).value_or(""),
                       vacant ? "" : tx.one<std::string>("share_page.tenant", account).value_or(""),
                       vacant ? Money{} : posted(tx, question, party.account)});
  }
  std::ranges::stable_sort(parties, {}, &ShareOfMonth::Party::room);
  return parties;
}

/// Main meters' entries of the month.
std::vector<GridBillView> grid_bills_of(store::ReadTx& tx, store::ShareRuleId rule,
                                        std::string const& bill) {
  std::vector<GridBillView> found;
  for (auto const& meter :
       tx.all<ShareRuleView::Meter>("share_page.rule_meters", in("rule", rule))) {
    if (meter.role != ShareRole::main) continue;
    auto bills =
        tx.all<GridBillView>("share_page.grid_bills", in("meter", meter.id), in("bill", bill));
    std::ranges::move(bills, std::back_inserter(found));
  }
  return found;
}

Result<void> add_calculation(store::ReadTx& tx, ShareOfMonth const& question,
                             ShareInputs const& inputs,
                             std::vector<store::ShareMeter> const& meters,
                             ShareOfMonth::Page& page) {
  page.inputs = inputs;
  TRY(page.shares, divide(*page.terms, inputs));
  for (auto const& meter : meters) {
    auto names = names_of(tx, meter.meter);
    page.meters.push_back({meter, std::move(names.address), std::move(names.room)});
  }
  page.parties = parties_of(tx, question, inputs, page.shares);
  return {};
}

}  // namespace

Result<AutomaticMonths::Answer> answer(store::ReadTx& tx, AutomaticMonths const& question) {
  return store::automatic_months(tx, question.project, question.at);
}

Result<Sharings::Answer> answer(store::ReadTx& tx, Sharings const& question) {
  Sharings::Answer found;
  for (auto& row : tx.all<SharingRow>("share_page.sharings", in("project", question.project))) {
    auto rules = rules_of(tx, row.id);
    auto const runs = runs_of(tx, row.id);
    found.push_back({row.id, std::move(row.name),
                     rules.empty() ? std::nullopt : std::optional(std::move(rules.front())),
                     runs.empty() ? std::nullopt : std::optional(runs.rbegin()->second)});
  }
  return found;
}

Result<SharingPage::Answer> answer(store::ReadTx& tx, SharingPage const& question) {
  auto const row = tx.one<SharingRow>("share_page.sharing", in("sharing", question.sharing),
                                      in("project", question.project));
  if (!row) return SharingPage::Answer{};
  SharingPage::Page page{row->id, row->name, rules_of(tx, row->id), {}};
  auto const name = tx.one<std::string>("share.zone", in("sharing", question.sharing),
                                        in("project", question.project));
  ENSURE(name.has_value());
  TRY(auto const zone, Zone::named(*name));
  auto const runs = runs_of(tx, row->id);
  if (page.rules.empty()) return SharingPage::Answer{std::move(page)};
  auto span = store::month_span(page.rules.back().first_bill, zone);
  while (span.from <= question.at) {
    auto const bill = bill_at(span.from, zone);
    auto const run = runs.find(bill);
    page.months.push_back({bill, span.to <= question.at,
                           run == runs.end() ? std::nullopt : std::optional(run->second)});
    span = {span.to, zone.start_of_next_month_at(span.to)};
  }
  std::ranges::reverse(page.months);
  return SharingPage::Answer{std::move(page)};
}

Result<ShareOfMonth::Answer> answer(store::ReadTx& tx, ShareOfMonth const& question) {
  auto const& [project, sharing, bill, at] = question;
  auto const row =
      tx.one<SharingRow>("share_page.sharing", in("sharing", sharing), in("project", project));
  if (!row) return ShareOfMonth::Answer{};
  TRY(auto const month, store::share_month(tx, project, sharing, bill, at));
  ShareOfMonth::Page page;
  page.name = row->name;
  page.state = month.state;
  for (auto const& gap : month.missing) {
    auto names = names_of(tx, gap.meter);
    page.missing.push_back({gap, std::move(names.address), std::move(names.room)});
  }
  auto const run = store::last_share_run(tx, sharing, bill);
  if (run) page.run = tx.one<ShareRunSums>("share_page.run_sums", in("run", run->id));
  auto const rule = run ? run->rule : month.rule;
  if (rule == store::ShareRuleId{}) return ShareOfMonth::Answer{std::move(page)};
  page.grid_bills = grid_bills_of(tx, rule, bill);
  page.terms = store::share_terms(tx, rule);
  bool const calculated = month.state == ShareMonthResult::State::calculated;
  page.current = run && calculated && run->inputs == month.inputs;
  if (calculated)
    TRY_VOID(add_calculation(tx, question, month.inputs, month.meters, page));
  else if (run)
    TRY_VOID(add_calculation(tx, question, run->inputs, run->meters, page));
  return ShareOfMonth::Answer{std::move(page)};
}

Result<GridBills::Answer> answer(store::ReadTx& tx, GridBills const& question) {
  auto const meter = in("meter", question.meter);
  if (!tx.one<MeterId>("share.meter_of", meter, in("project", question.project)))
    return GridBills::Answer{};
  return GridBills::Answer{
      tx.all<GridBillView>("share_page.grid_bills", meter, in("bill", std::string()))};
}

Result<std::vector<BillShare>> bill_shares(store::ReadTx& tx, AccountId account,
                                           std::string const& bill) {
  std::vector<BillShare> found;
  for (auto& row :
       tx.all<SharingRow>("share_page.of_account", in("account", account), in("bill", bill))) {
    auto run = store::last_share_run(tx, row.id, bill);
    ENSURE(run.has_value());
    auto const terms = store::share_terms(tx, run->rule);
    TRY(auto shares, divide(terms, run->inputs));
    auto const& parties = run->inputs.parties;
    auto const own = std::ranges::find(parties, account, &ShareParty::account);
    ENSURE(own != parties.end());
    auto const place = static_cast<std::size_t>(own - parties.begin());
    found.push_back(
        {row.id, std::move(row.name), terms, std::move(run->inputs), std::move(shares), place});
  }
  return found;
}

}  // namespace e2ms::query
