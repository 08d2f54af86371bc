#include "e2ms/query/dry_run.hpp"

#include <variant>

#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/energy_price.hpp"
#include "e2ms/store/figures.hpp"
#include "e2ms/store/recount.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of bill.accounts_of_tariff.
struct AccountRow {
  AccountId account;
  std::string tenant;
  std::string room;
  Instant opened_at;
  std::string time_zone;
};

struct Cost {
  Energy used;
  Money due;
};
using Obstacle = DryRun::Obstacle;
using Costed = std::variant<Cost, Obstacle>;

Obstacle obstacle_of(store::Recount::Problem::Kind kind) {
  using Kind = store::Recount::Problem::Kind;
  switch (kind) {
    case Kind::other_opening:
      return Obstacle::opening;
    case Kind::without_price:
      return Obstacle::no_price;
    case Kind::unread_pack:
    case Kind::impossible:
    case Kind::two_ratios:
      break;
  }
  return Obstacle::readings;
}

unsigned month_of(std::string const& bill) {
  return static_cast<unsigned>(std::stoi(bill.substr(bill.size() - 2)));
}

std::optional<TariffVersion const*> terms_of(Pricing const& prices, TariffVersionId id) {
  for (auto const& version : prices.versions)
    if (version.id == id) return version.terms;
  return std::nullopt;
}

/// The whole bill: each line rounded once.
Costed cost_of(store::ReadTx& tx, AccountRow const& row, Pricing const& prices, Instant month) {
  auto const recount = store::recount_month(tx, row.account, prices, month);
  if (recount.problem) return obstacle_of(recount.problem->kind);
  Cost cost;
  std::vector<EnergyLine> lines;
  for (auto const& [key, wh] : recount.lines) {
    auto const terms = terms_of(prices, key.version);
    if (!terms) return Obstacle::no_price;
    BillLineKey const line{key.code, (*terms)->id, key.tier, key.period};
    auto const price = energy_line_price(**terms, line, month_of(key.bill));
    auto const amount =
        price ? money_of(Exact(std::int64_t(wh), 1000) * *price) : FaultCode::overflow;
    if (!amount) return Obstacle::too_large;
    lines.push_back({line, Exact(std::int64_t(wh), 1000), *price});
    cost.due += *amount;
    if (key.code == "energy" || key.code == "free_quota") cost.used += Energy::wh(std::int64_t(wh));
  }
  auto const from = std::max(prices.zone.start_of_month_at(month), row.opened_at);
  auto const to = prices.zone.start_of_next_month_at(month);
  BillingTask task{.zone = prices.zone,
                   .meters = {},
                   .readings = {},
                   .versions = {},
                   .bills = {store::bill_period(tx, row.account,
                                                {bill_at(month, prices.zone), from, to}, false)},
                   .extra_lines = {},
                   .tier_prorate = {}};
  for (auto const& version : prices.versions) task.versions.push_back(*version.terms);
  task.as_of = to;
  auto const items = bill_items(task, lines);
  if (items.problem) return Obstacle::too_large;
  if (!items.missing.empty()) return Obstacle::figures;
  for (auto const& item : items.lines) cost.due += item.amount;
  return cost;
}

/// By the versions that were valid then.
Costed cost_before(store::ReadTx& tx, AccountRow const& row, Zone const& zone, Instant month) {
  auto const own = store::pricing(tx, row.account, zone.start_of_month_at(month));
  if (!own) return Obstacle::no_price;
  return cost_of(tx, row, *own, month);
}

void compare(DryRun::Row& found, Costed const& before, Costed const& after) {
  auto const* const was = std::get_if<Cost>(&before);
  auto const* const would = std::get_if<Cost>(&after);
  if (was == nullptr || would == nullptr) {
    found.obstacle = std::get<Obstacle>(was == nullptr ? before : after);
    return;
  }
  found.used = would->used;
  found.before = was->due;
  found.after = would->due;
}

}  // namespace

Result<DryRun::Answer> answer(store::ReadTx& tx, DryRun const& question) {
  ENSURE(question.terms != nullptr);
  DryRun::Answer rows;
  auto terms = *question.terms;
  terms.id = std::to_string(0);
  terms.valid_from = Instant{INT64_MIN};
  for (auto const& row :
       tx.all<AccountRow>("bill.accounts_of_tariff", in("project", question.project),
                          in("tariff", question.tariff), in("after", question.after),
                          in("at_most", question.at_most))) {
    TRY(auto const zone, Zone::named(row.time_zone));
    DryRun::Row found{row.account, row.tenant, row.room, {}, {}, {}, std::nullopt};
    Pricing const other{{{{0}, &terms}}, zone, row.opened_at};
    if (row.opened_at >= zone.start_of_next_month_at(question.month))
      found.obstacle = Obstacle::not_open;
    else
      compare(found, cost_before(tx, row, zone, question.month),
              cost_of(tx, row, other, question.month));
    rows.push_back(std::move(found));
  }
  return rows;
}

}  // namespace e2ms::query
