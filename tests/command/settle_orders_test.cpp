// What tests/domain/settle_orders_test.cpp shows of the arithmetic, through the commands and the
// database: readings that come late, are taken back or give way to others, settled at any moment.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "support/house.hpp"

namespace e2ms::test {
namespace {

using Texts = std::vector<std::string>;

/// Midnight in Shanghai between two months.
constexpr Instant kMonthEnd{1'796'054'400'000};
constexpr Instant kBegin{kMonthEnd.ms - days(3).ms};

constexpr char kTierAndPeriod[] = R"({
  "energy": {"type": "tier_tou", "rows": [
    {"upto": "2", "prices": {"peak": "0.568", "valley": "0.288"}},
    {"upto": "5", "prices": {"peak": "0.618", "valley": "0.338"}},
    {"upto": null, "prices": {"peak": "0.868", "valley": "0.588"}}]},
  "tier_cycle": {"unit": "month"},
  "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"},
  "surcharges": [{"code": "service", "per_kwh": "0.0213"}],
  "fixed": [{"code": "rent", "per_month": "31"}], "vat": "0.06"})";

constexpr char kFreeAndAdders[] = R"({
  "energy": {"type": "tou_tier_adder", "prices": {"peak": "0.9012", "valley": "0.3056"},
    "tiers": [{"upto": "3", "adder": "0"}, {"upto": null, "adder": "0.3"}]},
  "tier_cycle": {"unit": "year"},
  "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"},
  "free_quota": {"kwh": "1", "mode": "deduct"},
  "min_charge": {"amount": "20", "of": ["energy"]}})";

struct Told {
  std::size_t meter;
  Instant at;
  std::int64_t wh;
  bool estimated = false;
  bool taken_back = false;  ///< in the end
};

/// A house with one account, whose readings somebody types in.
class TypedHouse {
 public:
  TypedHouse(std::string const& terms, std::size_t meters) : house_(rules(terms)) {
    auto const room = house_.submit(command::AddRoom{house_.project, "tower", "1", "1"})->id;
    for (std::size_t i = 0; i < meters; ++i) {
      command::AddMeter const order{.line = house_.line,
                                    .room = room,
                                    .address = std::to_string(i),
                                    .model = "any",
                                    .ratio = i == 0 ? 1 : 40,
                                    .has_relay = false,
                                    .password = std::nullopt,
                                    .max_power_w = 1'000'000'000,
                                    .group = house_.group};
      meters_.push_back(house_.submit(order)->id);
    }
    command::OpenAccount const order{.room = room,
                                     .tenant = "tenant",
                                     .tariff = house_.tariff,
                                     .credit_limit = Money::fen(100'000'000),
                                     .alarm1 = {},
                                     .alarm2 = {},
                                     .reconnect = {},
                                     .pin_hash = "-",
                                     .at = kBegin};
    RC_ASSERT(house_.submit(order)->verdict == command::Archived::added);
    for (std::size_t i = 0; i < meters; ++i) enter({i, kBegin, 1'000'000});
  }

  command::EnterReading::Verdict enter(Told const& told) {
    command::EnterReading const order{meters_[told.meter],
                                      told.at,
                                      Energy::wh(told.wh),
                                      {},
                                      told.estimated,
                                      "typed",
                                      "test",
                                      now_};
    return house_.submit(order)->verdict;
  }

  void take_back(Told const& told) {
    command::VoidReading const order{meters_[told.meter], told.at, "wrong", "test", now_};
    RC_ASSERT(house_.submit(order)->verdict == command::VoidReading::Verdict::voided);
  }

  std::size_t settle() {
    return house_.submit(command::SettleAccounts{house_.project, now_, {0}})->posted;
  }

  void wait(Duration span) { now_ = now_ + span; }
  void wait_until(Instant at) { now_ = std::max(now_, at); }

  /// Lines and items with what is posted, and the energy that runs.
  Texts totals() {
    return house_.texts(
        "SELECT bill || ' ' || code || ' ' || tier || period || ' ' || sum(wh) || ' ' || sum(fen) "
        "FROM (SELECT bill, code, tier, period, energy_wh AS wh, amount_fen AS fen FROM bill_line "
        "UNION ALL SELECT bill, code, tier, period, (to_wh - from_wh) * ratio, 0 FROM accrual "
        "UNION ALL SELECT bill, code, 0, '', 0, amount_fen FROM bill_item) "
        "GROUP BY bill, code, tier, period HAVING sum(wh) <> 0 OR sum(fen) <> 0 ORDER BY 1");
  }
  std::int64_t journals() { return house_.number("SELECT count(*) FROM journal"); }
  Texts findings() { return house_.ask(query::LedgerAudit{})->findings; }

 private:
  static House::Rules rules(std::string const& terms) {
    House::Rules rules;
    rules.terms = terms;
    return rules;
  }

  House house_;
  std::vector<MeterId> meters_;
  Instant now_ = kMonthEnd + hours(20);
};

std::int64_t between(std::int64_t low, std::int64_t high) {
  return *rc::gen::inRange<std::int64_t>(low, high + 1);
}

/// What is said of each meter, in order of time: true readings, slips of the pen that fit and are
/// taken back, estimates that say too much.
std::vector<Told> some_life(std::size_t meters) {
  std::vector<Told> told;
  for (std::size_t meter = 0; meter < meters; ++meter) {
    auto at = kBegin;
    std::int64_t wh = 1'000'000;
    for (auto left = between(2, 4); left > 0; --left) {
      Instant const later{at.ms + between(hours(1).ms, hours(20).ms)};
      auto const more = wh + between(0, 3'000);
      Instant const meanwhile{at.ms + between(minutes(1).ms, minutes(59).ms)};
      auto const kind = between(0, 3);
      if (kind == 0) told.push_back({meter, meanwhile, between(wh, more), false, true});
      if (kind == 1) told.push_back({meter, meanwhile, more + between(1, 50), true, false});
      told.push_back({meter, later, more});
      at = later;
      wh = more;
    }
  }
  return told;
}

/// Tells everything in that order, settles now and then.
void live(TypedHouse& house, std::vector<Told> const& order) {
  using Verdict = command::EnterReading::Verdict;
  std::vector<Told> wrong;
  for (auto const& told : order) {
    auto const verdict = house.enter(told);
    // An estimate that comes after what is less cannot be right.
    RC_ASSERT(verdict == Verdict::entered || (told.estimated && verdict == Verdict::does_not_fit));
    if (told.taken_back) wrong.push_back(told);
    if (!wrong.empty() && between(0, 1) == 0) {
      house.take_back(wrong.back());
      wrong.pop_back();
    }
    house.wait(hours(between(0, 12)));
    if (between(0, 2) == 0) house.settle();
  }
  for (auto const& told : wrong) house.take_back(told);
}

void in_any_order(std::string const& terms, std::size_t meters) {
  auto told = some_life(meters);
  TypedHouse quiet(terms, meters), lively(terms, meters);
  for (auto const& one : told)
    if (!one.estimated && !one.taken_back)
      RC_ASSERT(quiet.enter(one) == command::EnterReading::Verdict::entered);
  // Everything that is to be known of both months is known, and both bills are closed.
  auto const end = kMonthEnd + days(40);
  quiet.wait_until(end);
  quiet.settle();
  auto order = told;
  for (auto i = order.size(); i > 1; --i)
    std::swap(order[i - 1],
              order[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(i) - 1))]);
  live(lively, order);
  lively.wait_until(end);
  lively.settle();
  RC_ASSERT(lively.totals() == quiet.totals());

  auto const journals = lively.journals();
  for (auto const& one : told)
    if (!one.estimated && !one.taken_back)
      RC_ASSERT(lively.enter(one) == command::EnterReading::Verdict::already_entered);
  RC_ASSERT(lively.settle() == 0U);
  RC_ASSERT(lively.journals() == journals);
  RC_ASSERT(lively.findings() == Texts{});
}

RC_GTEST_PROP(SettleOrdersInTheBooks, TiersAndPeriodsOfOneMeter, ()) {
  in_any_order(kTierAndPeriod, 1);
}

RC_GTEST_PROP(SettleOrdersInTheBooks, TiersAndPeriodsOfTwoMeters, ()) {
  in_any_order(kTierAndPeriod, 2);
}

RC_GTEST_PROP(SettleOrdersInTheBooks, FreeEnergyAddersAndAMinimum, ()) {
  in_any_order(kFreeAndAdders, 2);
}

}  // namespace
}  // namespace e2ms::test
