#include "e2ms/store/subsidy.hpp"

#include <algorithm>
#include <map>

#include "e2ms/base/text.hpp"
#include "e2ms/domain/energy_price.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::store {

namespace {

/// Columns of subsidy.lines.
struct LineRow {
  TariffVersionId version;
  Instant valid_from;
  std::string code;
  std::int64_t tier;
  std::string period;
  Energy energy;
  Money amount;

  LineKey key(std::string const& bill) const {
    return {bill, version, code, static_cast<unsigned>(tier), period};
  }
};

/// Columns of bill.posted_items.
struct ItemRow {
  std::string code;
  TariffVersionId version;
  Money amount;
};

/// No grant gives more in a month, and no room has more of them than fit an amount.
constexpr Money kMostGiven = Money::fen(1'000'000'000'000'000);

struct Line {
  Energy energy;
  Money amount;
  Exact price;
};

/// As charges have it: in 1e-8 yuan.
Exact price_of(Price price) {
  return Exact(price.e8, 100'000'000);
}

/// The lines of a bill with energy that is not posted yet, versions in order of time.
class BillLines {
 public:
  BillLines(ReadTx& tx, std::string const& bill) : tx_(tx), bill_(bill) {}

  Result<void> add_posted(AccountId account) {
    auto const month = static_cast<unsigned>(
        parse_integer(std::string_view(bill_).substr(std::string_view("2026-").size()))
            .value_or(1));
    for (auto const& row :
         tx_.all<LineRow>("subsidy.lines", in("account", account), in("bill", bill_))) {
      TRY(auto const version, published(tx_, row.version, row.valid_from));
      BillLineKey const key{row.code, version.terms->id, static_cast<unsigned>(row.tier),
                            row.period};
      auto const price = energy_line_price(*version.terms, key, month).value_or(Exact(0));
      auto const e8 = static_cast<std::int64_t>(rounded(price * 100'000'000));
      at(row.key(bill_), row.valid_from) = {row.energy, row.amount, price_of({e8})};
    }
    return {};
  }

  void add(PricedAccrual const& charge) {
    auto const& piece = charge.accrual.piece;
    auto& line = at(piece.line, valid_from(piece.line.version));
    line = {charge.priced.after.energy, charge.priced.after.amount, price_of(piece.price)};
  }

  std::vector<EnergyLine> lines() const {
    std::vector<EnergyLine> found;
    for (auto const& [place, line] : lines_) {
      auto const& key = place.second;
      found.push_back({{key.code, std::to_string(key.version.value), key.tier, key.period},
                       Exact(line.energy.wh(), 1000),
                       line.price});
    }
    return found;
  }

  Exact sum() const {
    Exact total = 0;
    for (auto const& [place, line] : lines_) total += yuan_of(line.amount);
    return total;
  }

 private:
  Line& at(LineKey const& key, Instant from) { return lines_[{from, key}]; }

  Instant valid_from(TariffVersionId version) {
    for (auto const& [place, line] : lines_)
      if (place.second.version == version) return place.first;
    auto const found = tx_.one<Instant>("subsidy.valid_from", in("version", version));
    ENSURE(found.has_value());
    return *found;
  }

  ReadTx& tx_;
  std::string const& bill_;
  std::map<std::pair<Instant, LineKey>, Line> lines_;
};

}  // namespace

Result<std::vector<SubsidyStand>> subsidies(ReadTx& tx, AccountId account, std::string const& bill,
                                            std::span<PricedAccrual const> unposted,
                                            std::optional<Money> changed) {
  std::vector<SubsidyStand> found;
  auto const grants =
      tx.all<MonthlyGrant>("subsidy.grants_of", in("account", account), in("month", bill));
  if (grants.empty()) return found;
  BillLines lines(tx, bill);
  TRY_VOID(lines.add_posted(account));
  for (auto const& charge : unposted) lines.add(charge);
  Exact by_items = changed ? yuan_of(*changed) : Exact(0);
  std::map<std::string, Money> posted;
  for (auto const& item :
       tx.all<ItemRow>("bill.posted_items", in("account", account), in("bill", bill))) {
    if (!changed && changes_energy(item.code, item.amount)) by_items += yuan_of(item.amount);
    // The audit may come by numbers that somebody wrote by hand.
    if (is_subsidy(item.code) && item.amount < -kMostGiven) return FaultCode::overflow;
    if (is_subsidy(item.code)) posted[item.code] = -item.amount;
  }
  TRY(auto const electricity, money_of(lines.sum() + by_items));
  auto const used = use_subsidies(grants, lines.lines(), electricity);
  for (std::size_t i = 0; i < grants.size(); ++i)
    found.push_back({grants[i], used[i], posted[subsidy_code(grants[i].id)]});
  return found;
}

std::vector<std::span<PricedAccrual const>> by_bill(std::span<PricedAccrual const> charges) {
  std::vector<std::span<PricedAccrual const>> found;
  auto const bill = [&charges](std::size_t i) -> std::string const& {
    return charges[i].accrual.piece.line.bill;
  };
  for (std::size_t begin = 0, end = 1; end <= charges.size(); ++end) {
    if (end < charges.size()) {
      ENSURE(bill(begin) <= bill(end));
      if (bill(begin) == bill(end)) continue;
    }
    found.push_back(charges.subspan(begin, end - begin));
    begin = end;
  }
  return found;
}

std::span<PricedAccrual const> of_bill(std::span<PricedAccrual const> charges,
                                       std::string const& bill) {
  for (auto const& its : by_bill(charges))
    if (its.front().accrual.piece.line.bill == bill) return its;
  return {};
}

Result<RunningCharge> running_charge(ReadTx& tx, AccountId account) {
  TRY(auto charges, price_accruals(accruals(tx, account)));
  Money subsidy;
  for (auto const& its : by_bill(charges)) {
    TRY(auto const grants, subsidies(tx, account, its.front().accrual.piece.line.bill, its));
    for (auto const& grant : grants) subsidy += grant.change();
  }
  return RunningCharge{std::move(charges), subsidy};
}

Result<bool> subsidy_lasts(ReadTx& tx, AccountId account, std::string const& bill,
                           std::span<PricedAccrual const> unposted) {
  TRY(auto const grants, subsidies(tx, account, bill, of_bill(unposted, bill)));
  return std::any_of(grants.begin(), grants.end(),
                     [](SubsidyStand const& one) { return lasts(one.grant, one.use); });
}

}  // namespace e2ms::store
