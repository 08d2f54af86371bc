// The largest registers, ratios and prices: what comes out is exact, or a fault says that it is too
// much. Never a wrong number, never an end.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/billing.hpp"
#include "e2ms/domain/wallet.hpp"

namespace e2ms {
namespace {

constexpr std::int64_t kE8 = 100'000'000;
constexpr Instant kDayBegin{1'795'363'200'000};  // 2026-11-23 00:00 in Shanghai
/// 99999999.99 kWh: eight digits before the point and two behind it.
constexpr Energy kEightDigits = Energy::wh(99'999'999'990);

Exact exact(char const* text) {
  return exact_from_text(text).value();
}

/// By tiers and periods, with a surcharge, each at that price.
TariffVersion terms_at(Price price) {
  Exact const each(price.e8, kE8);
  std::map<std::string, Exact> const prices{{"peak", each}, {"valley", each}};
  TariffVersion terms;
  terms.energy = {
      EnergyPrices::Kind::tier_tou, {{exact("1000"), prices}, {std::nullopt, prices}}, {}, {}};
  terms.tier_cycle = TierCycle{TierCycle::Unit::year};
  terms.calendar =
      Calendar{{{"peak", {{8 * 60, 22 * 60}}, {}, DayClass::all, {}}}, "valley", {}, {}};
  terms.surcharges = {{"service", each}};
  return terms;
}

/// In 128 bits, as the program does not do it.
std::optional<std::int64_t> due(Wide wh, Price price) {
  Exact const fen =
      Exact(boost::multiprecision::cpp_int(static_cast<std::int64_t>(wh / 1'000'000)) * 1'000'000 +
            static_cast<std::int64_t>(wh % 1'000'000)) *
      price.e8 / 1'000'000'000;
  auto const whole = rounded(fen);
  if (whole > kLargestDue.fen()) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

/// What stands on each line when a register went from nothing to there in a day; nothing when the
/// settlement says that it is too much.
std::optional<std::map<LineKey, LineTotal>> settled(Energy total, std::int64_t ratio, Price price) {
  auto const terms = terms_at(price);
  Pricing const prices{{{{1}, &terms}}, Zone::named("Asia/Shanghai").value(), {0}};
  struct Pieces : EnergyBook {
    Energy counted(Instant) override { return so_far; }
    void count_again(Instant) override {}
    void count(Instant, std::string const&, Energy energy) override { so_far += energy; }
    Energy free_used(std::string const&) override { return {}; }
    void put(Piece const& piece) override { all.push_back(piece); }
    Energy so_far;
    std::vector<Piece> all;
  } book;
  MeterPair const pair{{kDayBegin, {Energy{}}}, {kDayBegin + days(1), {total}}, ratio};
  if (auto const entered = enter(pair, prices, book); !entered) {
    EXPECT_EQ(entered.fault().code, FaultCode::overflow);
    EXPECT_TRUE(book.all.empty());
    return std::nullopt;
  }
  std::map<LineKey, LineTotal> lines;
  for (auto const& piece : book.all) {
    auto const priced = price_piece(lines[piece.line], piece, ratio);
    if (!priced) return std::nullopt;
    lines[piece.line] = priced->after;
  }
  return lines;
}

TEST(LargestNumbers, EightDigitsTimesThirtyThousandAreExact) {
  constexpr std::int64_t kRatio = 30'000;
  Price const price{65'188'600};
  auto const lines = settled(kEightDigits, kRatio, price);
  ASSERT_TRUE(lines.has_value());
  std::map<std::string, Wide> sums;
  for (auto const& [line, total] : *lines) {
    sums[line.code] += total.energy.wh();
    EXPECT_EQ(total.amount.fen(), due(total.energy.wh(), price));
  }
  EXPECT_TRUE(sums.at("energy") == Wide{kEightDigits.wh()} * kRatio);
  EXPECT_TRUE(sums.at("surcharge:service") == Wide{kEightDigits.wh()} * kRatio);
}

TEST(LargestNumbers, WhatIsBeyondAllBoundsIsAFaultAndPutsNothing) {
  EXPECT_FALSE(settled(kLargestRegister, 1'000'000, {1}).has_value());
  EXPECT_FALSE(settled(kLargestRegister, INT64_MAX, {1}).has_value());
  EXPECT_FALSE(settled(kEightDigits, 30'000, kLargestPrice).has_value());
}

TEST(LargestNumbers, CanBeAddedUpAThousandTimes) {
  std::vector<Accrual> accruals;
  for (std::int64_t line = 0; line < 999; ++line)
    accruals.push_back({.meter = {1},
                        .piece = {{std::to_string(10'000 + line), {1}},
                                  kTotal,
                                  {1'000'000'000},
                                  {{0}, Energy{}},
                                  {{1}, kLargestUse},
                                  std::nullopt},
                        .ratio = 1,
                        .posted = {}});
  auto const priced = price_accruals(accruals);
  ASSERT_TRUE(priced.has_value());
  EXPECT_EQ(sum(*priced).fen(), kLargestUse.wh() * 999);
}

RC_GTEST_PROP(LargestNumbers, AreExactOrAFault, ()) {
  auto const total = Energy::wh(*rc::gen::inRange<std::int64_t>(0, kLargestRegister.wh() + 1));
  auto const ratio = *rc::gen::element<std::int64_t>(1, 40, 4'000, 30'000, 1'000'000);
  Price const price{*rc::gen::inRange<std::int64_t>(0, kLargestPrice.e8 + 1)};
  auto const lines = settled(total, ratio, price);
  auto const used = Wide{total.wh()} * ratio;
  if (!lines) {
    RC_ASSERT(used > kLargestUse.wh() || !due(used, price));
    return;
  }
  Wide energy = 0;
  for (auto const& [line, each] : *lines) {
    if (line.code == "energy") energy += each.energy.wh();
    RC_ASSERT(due(each.energy.wh(), price) == each.amount.fen());
  }
  RC_ASSERT(energy == used);
}

/// What `e2ms price` is made of.
RC_GTEST_PROP(LargestNumbers, OfABillAreExactOrAProblem, ()) {
  Exact const total(*rc::gen::inRange<std::int64_t>(0, INT64_MAX), 1'000);
  Exact const ratio = *rc::gen::element<std::int64_t>(1, 30'000, INT64_MAX);
  Price const price{*rc::gen::element<std::int64_t>(1, 65'188'600, kLargestPrice.e8, INT64_MAX)};
  auto const zone = Zone::named("Asia/Shanghai").value();
  BillingTask task{
      .zone = zone,
      .meters = {{"M", ratio, 16, {}}},
      .readings = {{0, kDayBegin, {{"T", 0}}}, {0, kDayBegin + days(1), {{"T", total}}}},
      .versions = {terms_at(price)},
      .bills = {{"day", kDayBegin, kDayBegin + days(1), {}, {}, {}, {}}},
      .extra_lines = {},
      .tier_prorate = {}};
  task.versions.front().vat_rate = exact("0.13");
  auto const bills = bill(task);
  if (bills.problem) return;
  Exact kwh = 0;
  Money sum;
  for (auto const& line : bills.bills.front().lines) {
    if (line.key.code == "energy") kwh += line.quantity;
    RC_ASSERT(rounded(line.exact * 100) == line.amount.fen());
    sum += line.amount;
  }
  RC_ASSERT(kwh == total * ratio);
  RC_ASSERT(sum == bills.bills.front().total);
}

}  // namespace
}  // namespace e2ms
