#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "e2ms/domain/billing.hpp"

namespace e2ms {
namespace {

constexpr Instant kBegin{1'767'196'800'000};  // 2026-01-01T00:00 in Shanghai
constexpr std::int64_t kSpanHours = 24 * 75;

Zone shanghai() {
  return Zone::named("Asia/Shanghai").value();
}

Instant hour(std::int64_t number) {
  return kBegin + hours(number);
}

TierRow row(std::optional<int> upto, std::map<std::string, Exact> prices) {
  return {upto ? std::optional(Exact(*upto)) : std::nullopt, std::move(prices)};
}

/// Peak from 8 to 22, valley the rest, deep on one day.
Calendar by_the_clock() {
  Calendar calendar;
  calendar.holidays["festival"] = {{2026, 1, 20}};
  calendar.rules = {{"deep", {{0, 360}}, {}, DayClass::all, {"festival"}},
                    {"peak", {{480, 1320}}, {}, DayClass::weekday, {}}};
  calendar.otherwise = "valley";
  return calendar;
}

std::map<std::string, Exact> prices(int base) {
  return {{"peak", Exact(base + 31, 100)},
          {"valley", Exact(base, 100)},
          {"deep", Exact(base - 9, 100)}};
}

TariffVersion version(EnergyPrices::Kind kind, std::string id, Instant from) {
  using Kind = EnergyPrices::Kind;
  TariffVersion made{};
  made.id = std::move(id);
  made.valid_from = from;
  made.energy.kind = kind;
  made.tier_cycle = TierCycle{TierCycle::Unit::month};
  if (kind == Kind::flat) made.energy.rows = {row({}, {{"", Exact(5283, 10'000)}})};
  if (kind == Kind::tier)
    made.energy.rows = {row(180, {{"", Exact(1, 2)}}), row(280, {{"", Exact(3, 5)}}),
                        row({}, {{"", Exact(9, 10)}})};
  if (kind == Kind::tou || kind == Kind::tou_tier_adder) made.energy.rows = {row({}, prices(30))};
  if (kind == Kind::tier_tou)
    made.energy.rows = {row(180, prices(30)), row(280, prices(35)), row({}, prices(60))};
  if (kind == Kind::tou_tier_adder)
    made.energy.adders = {row(180, {{"", 0}}), row(280, {{"", Exact(1, 20)}}),
                          row({}, {{"", Exact(3, 10)}})};
  if (made.energy.by_period()) made.calendar = by_the_clock();
  return made;
}

rc::Gen<EnergyPrices::Kind> kinds() {
  using Kind = EnergyPrices::Kind;
  return rc::gen::element(Kind::flat, Kind::tou, Kind::tier, Kind::tier_tou, Kind::tou_tier_adder);
}

/// Three months of bills over one meter that is read at any hours and counts hundredths of a kWh.
BillingTask task(EnergyPrices::Kind kind, std::vector<std::int64_t> steps) {
  BillingTask made{.zone = shanghai(),
                   .meters = {{"M1", 1, 6, {}}},
                   .readings = {},
                   .versions = {version(kind, "v1", {0})},
                   .bills = {},
                   .extra_lines = {},
                   .tier_prorate = {}};
  Instant from = kBegin;
  for (int month = 1; month <= 3; ++month) {
    auto const to = made.zone.start_of_next_month_at(from);
    made.bills.push_back({std::to_string(month), from, to, {}, {}, {}, {}});
    from = to;
  }
  Exact total = 1000;
  std::int64_t at = 0;
  for (auto const step : steps) {
    made.readings.push_back({0, hour(at), {{"T", total}}});
    at += 1 + step % 97;
    total += Exact(step % 9'000, 100);
    if (at > kSpanHours) break;
  }
  return made;
}

std::vector<std::int64_t> any_steps() {
  auto const steps =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 100'000));
  RC_PRE(steps.size() >= 2);
  return steps;
}

using Amounts = std::map<std::pair<std::string, BillLineKey>, std::pair<Exact, Exact>>;

/// Quantity and exact amount of each line.
Amounts amounts(BillingTask const& made) {
  auto const priced = bill(made);
  RC_ASSERT(!priced.problem.has_value());
  Amounts found;
  for (auto const& one : priced.bills)
    for (auto const& line : one.lines) found[{one.id, line.key}] = {line.quantity, line.exact};
  return found;
}

RC_GTEST_PROP(Billing, ConservesEnergy, ()) {
  auto const made = task(*kinds(), any_steps());
  auto const priced = bill(made);
  Exact billed = 0;
  for (auto const& one : priced.bills)
    for (auto const& line : one.lines)
      if (line.key.code == "energy") billed += line.quantity;
  RC_ASSERT(billed ==
            made.readings.back().registers.at("T") - made.readings.front().registers.at("T"));
}

RC_GTEST_PROP(Billing, DoesNotMindTheOrderOfReadings, ()) {
  auto made = task(*kinds(), any_steps());
  auto const before = amounts(made);
  std::reverse(made.readings.begin(), made.readings.end());
  RC_ASSERT(amounts(made) == before);
}

RC_GTEST_PROP(Billing, RoundsEachLineByAtMostHalfAFen, ()) {
  auto const made = task(*kinds(), any_steps());
  for (auto const& one : bill(made).bills) {
    Money sum;
    for (auto const& line : one.lines) {
      Exact const off = yuan_of(line.amount) - line.exact;
      RC_ASSERT(off <= Exact(1, 200) && off >= Exact(-1, 200));
      sum += line.amount;
    }
    RC_ASSERT(sum == one.total);
  }
}

RC_GTEST_PROP(Billing, AReadingThatSaysWhatWasAssumedChangesNothing, ()) {
  auto made = task(*kinds(), any_steps());
  auto const before = amounts(made);
  auto const place = *rc::gen::inRange<std::size_t>(0, made.readings.size() - 1);
  auto const& a = made.readings[place];
  auto const& b = made.readings[place + 1];
  auto const into = *rc::gen::inRange<std::int64_t>(1, (b.at - a.at).ms);
  Exact const between = a.registers.at("T") +
                        (b.registers.at("T") - a.registers.at("T")) * Exact(into, (b.at - a.at).ms);
  made.readings.push_back({0, a.at + milliseconds(into), {{"T", between}}});
  RC_ASSERT(amounts(made) == before);
}

RC_GTEST_PROP(Billing, ASwappedMeterChangesNothing, ()) {
  auto made = task(*kinds(), any_steps());
  auto const before = amounts(made);
  auto const place = *rc::gen::inRange<std::size_t>(0, made.readings.size());
  auto const offset = *rc::gen::inRange<int>(-900, 900'000);
  made.meters.push_back({"M2", 1, 6, {}});
  for (auto i = place; i < made.readings.size(); ++i) {
    made.readings[i].meter = 1;
    made.readings[i].registers["T"] += offset;
  }
  if (place > 0 && place < made.readings.size()) {
    auto first = made.readings[place - 1];
    first.meter = 1;
    first.registers["T"] += offset;
    made.readings.push_back(first);
  }
  RC_ASSERT(amounts(made) == before);
}

RC_GTEST_PROP(Billing, ARollOverChangesNothing, ()) {
  auto made = task(*kinds(), any_steps());
  for (auto& meter : made.meters) meter.max_kw = 1'000;
  auto const before = amounts(made);
  Exact const shift = Exact(1'000'000) - made.readings.back().registers.at("T");
  for (auto& reading : made.readings) {
    auto& total = reading.registers["T"];
    total += shift;
    if (total >= 1'000'000) total -= 1'000'000;
  }
  RC_ASSERT(amounts(made) == before);
}

RC_GTEST_PROP(Billing, ARatioCountsAsTheRegisterWould, ()) {
  auto made = task(*kinds(), any_steps());
  auto const before = amounts(made);
  auto const ratio = *rc::gen::inRange(1, 3'000);
  made.meters.front().multiplier = ratio;
  for (auto& reading : made.readings) reading.registers["T"] /= ratio;
  RC_ASSERT(amounts(made) == before);
}

RC_GTEST_PROP(Billing, ANewVersionThatSaysTheSameChangesNoSum, ()) {
  auto const kind = *kinds();
  auto made = task(kind, any_steps());
  auto const by_line = [](Amounts const& all) {
    std::map<std::tuple<std::string, std::string, unsigned, std::string>, Exact> sums;
    for (auto const& [key, each] : all)
      if (each.first != 0)
        sums[{key.first, key.second.code, key.second.tier, key.second.period}] += each.second;
    return sums;
  };
  auto const before = by_line(amounts(made));
  made.versions.push_back(
      version(kind, "v2", hour(*rc::gen::inRange<std::int64_t>(1, kSpanHours))));
  RC_ASSERT(by_line(amounts(made)) == before);
}

RC_GTEST_PROP(Billing, AddersLookAtTheSumAlone, ()) {
  auto made = task(EnergyPrices::Kind::tou_tier_adder, any_steps());
  auto const adders = [](Amounts const& all) {
    std::map<std::pair<std::string, unsigned>, Exact> found;
    for (auto const& [key, each] : all)
      if (key.second.code == "tier_adder") found[{key.first, key.second.tier}] = each.first;
    return found;
  };
  auto const before = adders(amounts(made));
  made.versions.front().calendar = Calendar{{}, "valley", {}, {}};
  RC_ASSERT(adders(amounts(made)) == before);
}

/// Every hundredth of a kWh priced for itself, in order of time, within one month.
RC_GTEST_PROP(Billing, AgreesWithPricingEachGrainAlone, ()) {
  auto made = task(EnergyPrices::Kind::tier, any_steps());
  std::erase_if(made.readings, [](auto const& reading) { return reading.at > hour(24 * 31); });
  Exact const used =
      made.readings.back().registers.at("T") - made.readings.front().registers.at("T");
  std::map<unsigned, std::int64_t> grains;
  auto const count = static_cast<std::int64_t>(rounded(used * 100));
  for (std::int64_t grain = 0; grain < count; ++grain)
    ++grains[grain < 18'000 ? 1U : grain < 28'000 ? 2U : 3U];
  std::map<unsigned, std::int64_t> lines;
  for (auto const& [key, each] : amounts(made))
    lines[key.second.tier] = static_cast<std::int64_t>(rounded(each.first * 100));
  RC_ASSERT(lines == grains);
}

TEST(BillingCalendar, EveryMinuteHasAPeriod) {
  auto const calendar = by_the_clock();
  auto const zone = shanghai();
  for (auto at = kBegin; at < hour(24 * 40); at = at + minutes(7))
    EXPECT_TRUE(calendar.period_at(zone.local(at)).has_value());
}

TEST(BillingCalendar, BoundsStandWhereThePeriodChanges) {
  auto const calendar = by_the_clock();
  auto const zone = Zone::named("Europe/Berlin").value();
  Instant const from{1'774'000'000'000}, to = from + days(40);  // over the change to summer time
  auto const bounds = calendar.bounds_within(from, to, zone);
  EXPECT_TRUE(std::is_sorted(bounds.begin(), bounds.end()));
  auto before = calendar.period_at(zone.local(from));
  for (auto at = from + minutes(1); at < to; at = at + minutes(1)) {
    auto const now = calendar.period_at(zone.local(at));
    if (now == before) continue;
    before = now;
    Instant const minute{at.ms - at.ms % minutes(1).ms};
    EXPECT_TRUE(std::binary_search(bounds.begin(), bounds.end(), minute)) << to_iso(at);
  }
}

}  // namespace
}  // namespace e2ms
