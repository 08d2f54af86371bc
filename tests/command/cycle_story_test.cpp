// Tariffs with tiers that take over in the midst of a cycle: what was used since it began counts,
// to the Wh, whoever asks: the settlement, the correction, the dry run and the audit.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/query/dry_run.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "e2ms/store/recount.hpp"
#include "support/story.hpp"

namespace e2ms::test {

/// An account's lines by what is posted and runs, and settled again since a month began. With
/// several meters that asks for an order in which none of them was read.
struct BothWays {
  AccountId account;
  Instant month;

  struct Answer {
    std::map<LineKey, Wide> told, recounted;
  };
};

Result<BothWays::Answer> answer(store::ReadTx& tx, BothWays const& question) {
  struct Row {
    std::string bill;
    TariffVersionId version;
    std::string code;
    std::int64_t tier;
    std::string period;
    Energy energy;
  };
  auto const zone = Zone::named("Asia/Shanghai").value();
  auto const recount = store::recount_since(tx, question.account, zone, question.month);
  if (recount.problem) return FaultCode::bad_value;
  BothWays::Answer found{{}, recount.lines};
  for (auto const& row : tx.all<Row>("audit.energy_of", store::in("account", question.account)))
    if (row.bill >= recount.first_bill)
      found.told[{row.bill, row.version, row.code, static_cast<unsigned>(row.tier), row.period}] +=
          row.energy.wh();
  for (auto* const lines : {&found.told, &found.recounted})
    std::erase_if(*lines, [](auto const& line) { return line.second == 0; });
  return found;
}

namespace {

constexpr char kFrom15[] = R"({
  "energy": {"type": "tier", "tiers": [{"upto": "100", "price": "0.5"},
                                       {"upto": null, "price": "1"}]},
  "tier_cycle": {"unit": "month", "day": 15}})";

void publish(Story& story, char const* terms, char const* from, char const* at) {
  auto& house = story.house();
  auto const outcome = house.submit(command::PublishTariff{
      house.project, "flat", from_iso(from).value(), terms, from_iso(at).value()});
  ASSERT_EQ(outcome->verdict, command::Archived::added);
}

/// 10 kWh until the noon before the cycle of the 15th begins, 2 across its midnight, 90 after it.
constexpr char kBusySecondHalf[] = R"(
  at   2026-10-31T16:00:00Z
  open hu credit 1000000 max 60000
  read hu 0 after 0
  at   2026-11-14T04:00:00Z
  read hu 10000 after 0
  at   2026-11-15T04:00:00Z
  read hu 12000 after 0
  at   2026-11-20T04:00:00Z
  read hu 102000 after 0
  settle -> charged 5100)";

TEST(TierCycle, CountsWhatWasUsedSinceItBeganWhenItsTariffTakesOver) {
  Story story;
  story.tell(kBusySecondHalf);
  publish(story, kFrom15, "2026-11-20T16:00:00Z", "2026-11-20T05:00:00Z");
  // Half of the two fell after midnight: 91 kWh are counted, 9 are left.
  story.tell(R"(
    at   2026-11-20T16:00:00Z
    read hu 102000 after 0
    at   2026-11-25T16:00:00Z
    read hu 122000 after 0
    settle -> line energy/1/ 450, line energy/2/ 1100
    audit  -> clean)");
}

TEST(TierCycle, IsCountedFromTheMonthBefore) {
  Story story;
  story.tell(kBusySecondHalf);
  publish(story, kFrom15, "2026-12-05T16:00:00Z", "2026-11-20T05:00:00Z");
  story.tell(R"(
    at   2026-12-05T16:00:00Z
    read hu 108000 after 0
    settle
    at   2026-12-08T16:00:00Z
    read hu 120000 after 0
    settle -> line energy/1/ 150, line energy/2/ 900
    audit  -> clean)");
}

TEST(TierCycle, OfATariffThatReturnsIsCountedThroughTheOneBetween) {
  Story story;
  story.tell(kBusySecondHalf);
  publish(story, kFrom15, "2026-11-20T16:00:00Z", "2026-11-20T05:00:00Z");
  story.tell(R"(
    at   2026-11-21T16:00:00Z
    read hu 106000 after 0
    settle -> charged 5300)");
  publish(story, R"({"energy": {"type": "flat", "price": "0.5"}})", "2026-11-22T16:00:00Z",
          "2026-11-21T17:00:00Z");
  story.tell(R"(
    at   2026-11-22T16:00:00Z
    read hu 106000 after 0
    at   2026-11-23T16:00:00Z
    read hu 109000 after 0
    settle -> charged 5450)");
  publish(story, kFrom15, "2026-11-24T16:00:00Z", "2026-11-23T17:00:00Z");
  // 91 + 4 + 3 are counted.
  story.tell(R"(
    at   2026-11-24T16:00:00Z
    read hu 109000 after 0
    at   2026-11-25T16:00:00Z
    read hu 119000 after 0
    settle -> charged 6350
    audit  -> clean)");
}

/// Of the whole range from the first case on: a life of a reading each minute is long.
std::int64_t between(std::int64_t low, std::int64_t high) {
  auto const any = rc::gen::inRange<std::int64_t>(low, high + 1);
  return *rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, any));
}

std::string some_cycle() {
  auto const day = std::to_string(between(1, 31));
  if (between(0, 2) != 0) return R"({"unit": "month", "day": )" + day + "}";
  return R"({"unit": "year", "start": ")" +
         *rc::gen::element<std::string>("01-01", "10-17", "11-09", "12-20") + R"("})";
}

std::string some_terms() {
  auto const low = std::to_string(between(2, 60)), high = std::to_string(between(61, 200));
  std::string const periods =
      R"("calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}],
                               "default": "valley"})";
  auto const free = between(0, 2) == 0 ? R"("free_quota": {"kwh": "15"},)" : "";
  auto const cycle = R"("tier_cycle": )" + some_cycle();
  switch (between(0, 3)) {
    case 0:
      return std::string("{") + free + R"("energy": {"type": "flat", "price": "0.5"}})";
    case 1:
      return std::string("{") + free + R"("energy": {"type": "tier", "tiers": [
        {"upto": ")" +
             low + R"(", "price": "0.5"}, {"upto": ")" + high + R"(", "price": "0.6"},
        {"upto": null, "price": "0.8"}]},)" +
             cycle + "}";
    case 2:
      return std::string("{") + free + R"("energy": {"type": "tier_tou", "rows": [
        {"upto": ")" +
             low + R"(", "prices": {"peak": "0.9", "valley": "0.3"}},
        {"upto": null, "prices": {"peak": "1.2", "valley": "0.4"}}]},)" +
             cycle + "," + periods + "}";
    default:
      return std::string("{") + free + R"("energy": {"type": "tou_tier_adder",
        "prices": {"peak": "0.9", "valley": "0.3"},
        "tiers": [{"upto": ")" +
             low + R"(", "adder": "0"}, {"upto": null, "adder": "0.3"}]},)" + cycle + "," +
             periods + "}";
  }
}

/// Midnights in Shanghai on the 20th of September and the first of the months after it.
constexpr Instant kBegin{1'789'833'600'000};
constexpr Instant kOctober{kBegin.ms + days(11).ms}, kNovember{kOctober.ms + days(31).ms},
    kDecember{kNovember.ms + days(30).ms}, kEnd{kDecember.ms + days(31).ms};

/// A room that is read by hand.
class ReadRoom {
 public:
  ReadRoom(std::string const& terms, std::size_t meters) : house_(rules(terms)) {
    auto const room = house_.submit(command::AddRoom{house_.project, "tower", "1", "1"})->id;
    for (std::size_t i = 0; i < meters; ++i)
      meters_.push_back(house_
                            .submit(command::AddMeter{.line = house_.line,
                                                      .room = room,
                                                      .address = std::to_string(i),
                                                      .model = "any",
                                                      .ratio = i == 0 ? 1 : 7,
                                                      .has_relay = false,
                                                      .password = std::nullopt,
                                                      .max_power_w = 1'000'000'000,
                                                      .group = house_.group})
                            ->id);
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
  }

  void publish(std::string const& terms, Instant from, Instant at) {
    command::PublishTariff const order{house_.project, "flat", from, terms, at};
    auto const verdict = house_.submit(order)->verdict;
    RC_ASSERT(verdict == command::Archived::added || verdict == command::Archived::name_taken);
  }

  command::EnterReading::Verdict enter(std::size_t meter, Instant at, std::int64_t wh,
                                       Instant now) {
    return house_
        .submit(command::EnterReading{
            meters_[meter], at, Energy::wh(wh), {}, false, "typed", "test", now})
        ->verdict;
  }

  void settle(Instant at) {
    auto const outcome = house_.submit(command::SettleAccounts{house_.project, at, {0}});
    RC_ASSERT(outcome->failed.empty());
  }

  std::vector<std::string> findings() { return house_.ask(query::LedgerAudit{})->findings; }

  void expect_same_both_ways() {
    for (auto const month : {kOctober, kNovember, kDecember}) {
      auto const found = house_.ask(BothWays{{1}, month});
      RC_ASSERT(found.has_value());
      RC_ASSERT(found->told == found->recounted);
    }
  }

  query::DryRun::Row dry_run(Instant month, std::string const& terms) {
    auto const document = document::terms_from_text(terms);
    return house_.ask(query::DryRun{house_.project, house_.tariff, &document.terms, month, {0}, 1})
        ->front();
  }

  std::int64_t bill(std::string const& month) {
    return house_.number("SELECT coalesce(sum(amount_fen), 0) FROM bill_line WHERE bill = '" +
                         month + "'");
  }

 private:
  static House::Rules rules(std::string const& terms) {
    House::Rules rules;
    rules.terms = terms;
    return rules;
  }

  House house_;
  std::vector<MeterId> meters_;
};

struct Told {
  Instant at;
  std::size_t meter;
  std::int64_t wh;
};

/// Readings until the end of the year, in order of time, at any distance.
std::vector<Told> some_readings(std::size_t meters) {
  std::vector<Told> told;
  for (std::size_t meter = 0; meter < meters; ++meter) {
    std::int64_t wh = between(0, 5'000);
    Instant at = kBegin;
    for (;; at = at + minutes(between(1, 12 * 24 * 60))) {
      if (at > kEnd) at = kEnd + days(1);
      told.push_back({at, meter, wh});
      if (at > kEnd) break;
      wh += between(0, 1) == 0 ? between(0, 900) : between(0, 40'000);
    }
  }
  std::stable_sort(told.begin(), told.end(),
                   [](auto const& a, auto const& b) { return a.at < b.at; });
  return told;
}

void any_takeover(std::size_t meters) {
  ReadRoom room(some_terms(), meters);
  for (auto const& told : some_readings(meters)) {
    if (between(0, 8) == 0) {
      // At a midnight or at any minute, soon or in some weeks.
      auto const soon = told.at + minutes(between(0, 40 * 24 * 60));
      Instant const midnight{kBegin.ms + ((soon - kBegin).ms / days(1).ms + 1) * days(1).ms};
      room.publish(some_terms(), between(0, 1) == 0 ? soon : midnight, told.at - milliseconds(1));
    }
    RC_ASSERT(room.enter(told.meter, told.at, told.wh, told.at) ==
              command::EnterReading::Verdict::entered);
    if (between(0, 2) == 0) room.settle(told.at);
  }
  RC_ASSERT(room.findings() == std::vector<std::string>{});
  if (meters == 1) room.expect_same_both_ways();
}

RC_GTEST_PROP(TierCycles, AreCountedAlikeByAllWhoAsk, ()) {
  any_takeover(1);
}

RC_GTEST_PROP(TierCycles, AreCountedAlikeForTwoMeters, ()) {
  any_takeover(2);
}

/// What a month would have cost by other terms is what it costs when they are published before it.
RC_GTEST_PROP(TierCycles, CostInTheDryRunWhatIsChargedAfterwards, ()) {
  auto const own = some_terms(), other = some_terms();
  ReadRoom kept(own, 1), changed(own, 1);
  auto const told = some_readings(1);
  bool published = false;
  for (auto const& one : told) {
    if (!published && one.at >= kOctober + days(between(3, 12))) {
      changed.publish(other, kNovember, std::min(one.at, kNovember) - milliseconds(1));
      published = true;
    }
    for (auto* const room : {&kept, &changed}) {
      RC_ASSERT(room->enter(0, one.at, one.wh, one.at) == command::EnterReading::Verdict::entered);
      if (between(0, 3) == 0) room->settle(one.at);
    }
  }
  for (auto* const room : {&kept, &changed}) room->settle(kEnd + days(2));
  auto const row = kept.dry_run(kNovember, other);
  RC_ASSERT(!row.obstacle.has_value());
  RC_ASSERT(row.before.fen() == kept.bill("2026-11"));
  RC_ASSERT(row.after.fen() == changed.bill("2026-11"));
  RC_ASSERT(changed.findings() == std::vector<std::string>{});
}

}  // namespace
}  // namespace e2ms::test
