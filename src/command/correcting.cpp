#include "correcting.hpp"

#include <map>
#include <set>

#include "accruing.hpp"
#include "billing.hpp"
#include "e2ms/base/checked.hpp"
#include "e2ms/domain/energy_price.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/recount.hpp"
#include "e2ms/store/wallet.hpp"
#include "holder.hpp"
#include "posting.hpp"

namespace e2ms::command {

using store::in;

namespace {

using CorrectionId = Id<struct CorrectionTag>;

/// Columns of correction.posted.
struct PostedRow {
  std::string bill;
  TariffVersionId version;
  std::string code;
  std::int64_t tier;
  std::string period;
  Energy energy;
  Money amount;

  LineKey key() const { return {bill, version, code, static_cast<unsigned>(tier), period}; }
};

class SettlingAgain {
 public:
  SettlingAgain(store::WriteTx& tx, Correction const& correction)
      : tx_(tx), correction_(correction) {}

  Result<void> run() {
    // What runs is charged as it always is; only what changes is a correction.
    TRY(auto const journal, post_running(tx_, correction_.account, correction_.at));
    static_cast<void>(journal);
    TRY(auto const later, store::pricing(tx_, correction_.account, correction_.since));
    auto const month = later.zone.start_of_month_at(correction_.since);
    TRY(auto const prices, store::pricing(tx_, correction_.account, month));
    first_bill_ = bill_at(month, prices.zone);
    auto const expected = store::recount_since(tx_, correction_.account, prices.zone, month);
    // Readings of that month that are gone would give their energy back.
    if (expected.problem || expected.first_bill != first_bill_) return FaultCode::bad_value;
    TRY(auto const by_bill, differences(prices, expected));
    // From here on it must succeed.
    write_counters(expected, month);
    tx_.run("correction.forget_accruals", in("account", correction_.account),
            in("first", first_bill_));
    if (by_bill.empty()) return {};
    auto const id = tx_.insert<CorrectionId>(
        "correction.insert", in("account", correction_.account), in("meter", correction_.meter),
        in("since", correction_.since), in("note", correction_.note),
        in("actor", correction_.actor), in("at", correction_.at));
    return post_all(id, by_bill, prices.zone);
  }

 private:
  using ByBill = std::map<std::string, std::vector<PricedAccrual>>;

  Result<ByBill> differences(Pricing const& prices, store::Recount const& expected) {
    std::map<LineKey, LineTotal> posted;
    for (auto const& row : tx_.all<PostedRow>(
             "correction.posted", in("account", correction_.account), in("first", first_bill_)))
      posted[row.key()] = {row.energy, row.amount};
    std::map<LineKey, Wide> targets = expected.lines;
    for (auto const& [key, total] : posted) targets.try_emplace(key, 0);
    TRY(auto const points, ends());
    ByBill found;
    for (auto const& [key, wh] : targets) {
      auto const before = posted.contains(key) ? posted.at(key) : LineTotal{};
      auto const energy = Energy::wh(static_cast<std::int64_t>(wh));
      if (energy == before.energy) continue;
      TRY(auto const price, price_of(prices, key));
      TRY(auto const due, amount(energy, price));
      found[key.bill].push_back({{correction_.meter,
                                  {key,
                                   kTotal,
                                   price,
                                   points.first,
                                   in_month(points.second, key.bill, prices.zone),
                                   std::nullopt,
                                   {}},
                                  1,
                                  before},
                                 {energy - before.energy, before, {energy, due}}});
    }
    return found;
  }

  /// A line of which nothing is left may be of a version that prices nothing any more.
  Result<Price> price_of(Pricing const& prices, LineKey const& key) {
    constexpr std::int64_t kUnit = 100'000'000;
    auto const month = static_cast<unsigned>(std::stoi(key.bill.substr(key.bill.size() - 2)));
    for (auto const& version : prices.versions) {
      if (version.id != key.version) continue;
      auto const price = energy_line_price(
          *version.terms, {key.code, version.terms->id, key.tier, key.period}, month);
      if (price) return Price{static_cast<std::int64_t>(rounded(*price * kUnit))};
    }
    return FaultCode::not_found;
  }

  /// Where the change begins, and how far it was settled again: not beyond the account's end.
  Result<std::pair<RegisterPoint, RegisterPoint>> ends() {
    struct Row {
      Instant at;
      std::optional<Instant> until;
    };
    auto const row = tx_.one<Row>("correction.last", in("meter", correction_.meter),
                                  in("account", correction_.account));
    ENSURE(row.has_value());
    TRY(auto const last, store::counted_before(tx_, correction_.meter,
                                               std::min(row->at, row->until.value_or(row->at))));
    ENSURE(last.has_value());
    RegisterPoint const to{last->at, last->total, true};
    return std::pair{RegisterPoint{std::min(correction_.since, last->at), last->total, true}, to};
  }

  /// What is taken back of a month that nothing was read of any more is found by the month's end.
  static RegisterPoint in_month(RegisterPoint last, std::string const& bill, Zone const& zone) {
    auto const middle = month_of(bill, zone);
    if (last.at < zone.start_of_month_at(middle))
      last.at = zone.start_of_next_month_at(middle) - milliseconds(1);
    return last;
  }

  void write_counters(store::Recount const& expected, Instant month) {
    tx_.run("correction.forget_counters", in("account", correction_.account), in("since", month));
    for (auto const& [cycle, energy] : expected.counters)
      tx_.run("correction.set_counter", in("account", correction_.account), in("cycle", cycle),
              in("energy", energy));
  }

  Result<void> post_all(CorrectionId id, ByBill const& by_bill, Zone const& zone) {
    std::vector<PricedAccrual> open;
    std::set<std::string> closed;
    for (auto const& [bill, charges] : by_bill) {
      if (!is_closed_bill(tx_, correction_.account, bill)) {
        open.insert(open.end(), charges.begin(), charges.end());
        continue;
      }
      closed.insert(bill);
      TRY(auto const items, subsidy_items(tx_, correction_.account, charges, correction_.at));
      auto const journal = post_corrected(id, charges, items, JournalKind::adjustment, bill);
      note_adjustment(tx_, correction_.account, bill, journal, sum(charges) + sum(items),
                      correction_.at);
      TRY_VOID(adjust_items(tx_, correction_.account, month_of(bill, zone), correction_.at));
    }
    if (open.empty()) return {};
    TRY(auto const items, subsidy_items(tx_, correction_.account, open, correction_.at));
    post_corrected(id, open, items, JournalKind::correction, "");
    return {};
  }

  static Instant month_of(std::string const& bill, Zone const& zone) {
    constexpr unsigned kMiddle = 15;
    return zone.start_of_day({std::stoi(bill.substr(0, 4)),
                              static_cast<unsigned>(std::stoi(bill.substr(5, 2))), kMiddle});
  }

  JournalId post_corrected(CorrectionId id, std::vector<PricedAccrual> const& charges,
                           std::vector<ItemCharge> const& subsidies, JournalKind kind,
                           std::string const& bill) {
    std::string detail;
    for (auto const& each : charges) detail += charge_text(each);
    for (auto const& item : subsidies) detail += item_text(item);
    auto const journal =
        post(tx_,
             {.key = "correction:" + std::to_string(id.value) + (bill.empty() ? "" : ":" + bill),
              .kind = kind,
              .account = correction_.account,
              .at = correction_.at,
              .actor = correction_.actor,
              .cause = correction_.note,
              .reverses = std::nullopt,
              .entries = charge_entries(holder_of(tx_, correction_.account), charges, subsidies)},
             detail);
    for (auto const& item : subsidies) write_item(tx_, journal, correction_.account, item);
    write_charges(tx_, journal, correction_.account, charges, id.value);
    return journal;
  }

  store::WriteTx& tx_;
  Correction const& correction_;
  std::string first_bill_;
};

}  // namespace

Result<void> settle_again(store::WriteTx& tx, Correction const& correction) {
  return SettlingAgain(tx, correction).run();
}

}  // namespace e2ms::command
