#include "e2ms/domain/settlement.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

#include "e2ms/domain/wallet.hpp"

namespace e2ms {
namespace {

Instant utc(std::string_view text) {
  return from_iso(text).value();
}
RegisterPoint point(std::string_view at, std::int64_t wh) {
  return {utc(at), Energy::wh(wh)};
}
Zone shanghai() {
  return Zone::named("Asia/Shanghai").value();
}
std::vector<PriceVersion> const kOne = {{{1}, {0}, {50'000'000}}};

TEST(Cut, LeavesASpanWithinOneMonthWhole) {
  auto const from = point("2026-11-01T00:00:00Z", 0), to = point("2026-11-02T00:00:00Z", 100);
  auto const pieces = cut(from, to, kOne, shanghai()).value();
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0], (Piece{{"2026-11", {1}}, from, to}));
}

TEST(Cut, EndsABillAtLocalMidnight) {
  auto const from = point("2026-11-30T15:00:00Z", 0), to = point("2026-11-30T17:00:00Z", 101);
  auto const pieces = cut(from, to, kOne, shanghai()).value();
  ASSERT_EQ(pieces.size(), 2U);
  RegisterPoint const midnight{utc("2026-11-30T16:00:00Z"), Energy::wh(51), true};
  EXPECT_EQ(pieces[0], (Piece{{"2026-11", {1}}, from, midnight}));
  EXPECT_EQ(pieces[1], (Piece{{"2026-12", {1}}, midnight, to}));
}

TEST(Cut, ASpanThatEndsAtTheBoundHasNoSecondPiece) {
  auto const from = point("2026-11-30T15:00:00Z", 0), to = point("2026-11-30T16:00:00Z", 10);
  auto const pieces = cut(from, to, kOne, shanghai()).value();
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_FALSE(pieces[0].to.computed);
  auto const next = cut(to, point("2026-11-30T17:00:00Z", 20), kOne, shanghai()).value();
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].line.bill, "2026-12");
}

TEST(Cut, BeginsAVersionAtItsInstant) {
  std::vector<PriceVersion> const versions = {{{1}, {0}, {1}},
                                              {{2}, utc("2026-11-10T00:00:00Z"), {2}},
                                              {{3}, utc("2026-11-11T00:00:00Z"), {3}}};
  auto const pieces = cut(point("2026-11-09T00:00:00Z", 0), point("2026-11-12T00:00:00Z", 300),
                          versions, shanghai())
                          .value();
  ASSERT_EQ(pieces.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(pieces[i].line.version.value, static_cast<std::int64_t>(i + 1));
    EXPECT_EQ((pieces[i].to.total - pieces[i].from.total).wh(), 100);
  }
}

TEST(Cut, WithoutAPriceForItsBeginningIsRefused) {
  std::vector<PriceVersion> const late = {{{1}, utc("2026-11-10T00:00:00Z"), {1}}};
  auto const none =
      cut(point("2026-11-09T00:00:00Z", 0), point("2026-11-12T00:00:00Z", 1), late, shanghai());
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.fault().code, FaultCode::not_found);
  EXPECT_FALSE(
      cut(point("2026-11-09T00:00:00Z", 0), point("2026-11-12T00:00:00Z", 1), {}, shanghai())
          .has_value());
}

TEST(CutDeathTest, OfNothingIsABrokenPromise) {
  auto const from = point("2026-11-09T00:00:00Z", 5);
  EXPECT_DEATH(static_cast<void>(cut(from, from, kOne, shanghai())), "promise_broken");
  EXPECT_DEATH(static_cast<void>(cut(from, point("2026-11-10T00:00:00Z", 4), kOne, shanghai())),
               "promise_broken");
}

RC_GTEST_PROP(CutProperty, PiecesFollowEachOtherFromEndToEnd, ()) {
  auto const zone =
      Zone::named(*rc::gen::element("Asia/Shanghai", "America/Sao_Paulo", "Europe/Berlin")).value();
  Instant const start{*rc::gen::inRange<std::int64_t>(1'500'000'000'000, 1'800'000'000'000)};
  RegisterPoint const from{start, Energy::wh(*rc::gen::inRange<std::int64_t>(0, 1'000'000))};
  auto const span = *rc::gen::inRange<std::int64_t>(1, days(100).ms);
  auto const used = *rc::gen::inRange<std::int64_t>(0, 100'000);
  RegisterPoint const to{{start.ms + span}, from.total + Energy::wh(used)};
  std::vector<PriceVersion> versions = kOne;
  for (std::int64_t id = 2; id <= 4; ++id) {
    auto const later = *rc::gen::inRange<std::int64_t>(1, days(40).ms);
    versions.push_back({{id}, {start.ms - days(5).ms + id * later}, {id}});
  }
  std::sort(versions.begin(), versions.end(),
            [](auto const& a, auto const& b) { return a.valid_from < b.valid_from; });
  auto const pieces = cut(from, to, versions, zone).value();
  RC_ASSERT(pieces.front().from == from);
  RC_ASSERT(pieces.back().to == to);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    auto const& piece = pieces[i];
    RC_ASSERT(piece.from.at < piece.to.at);
    RC_ASSERT(piece.from.total <= piece.to.total);
    RC_ASSERT(to_text(zone.date(piece.from.at)).starts_with(piece.line.bill));
    RC_ASSERT(to_text(zone.date({piece.to.at.ms - 1})).starts_with(piece.line.bill));
    if (i > 0) RC_ASSERT(piece.from == pieces[i - 1].to);
    if (i > 0) RC_ASSERT(piece.line != pieces[i - 1].line);
  }
}

/// Energy of several meters on one line, settled after every few pieces.
Money settled_in_parts(std::vector<Accrual> accruals, std::vector<std::size_t> const& parts) {
  Money total;
  LineTotal posted;
  std::size_t next = 0;
  for (auto const size : parts) {
    std::vector<Accrual> part;
    for (std::size_t i = 0; i < size && next < accruals.size(); ++i, ++next) {
      accruals[next].posted = posted;
      part.push_back(accruals[next]);
    }
    auto const priced = price_accruals(part).value();
    total += sum(priced);
    if (!priced.empty()) posted = priced.back().priced.after;
  }
  return total;
}

Accrual accrual(std::int64_t meter, std::int64_t wh, std::int64_t ratio, Price price) {
  return {.meter = {meter},
          .piece = {{"2026-11", {1}}, {{0}, Energy::wh(0)}, {{1}, Energy::wh(wh)}},
          .ratio = ratio,
          .price = price,
          .posted = {}};
}

RC_GTEST_PROP(SettlementProperty, InAnySplitGivesTheSameTotalToTheFen, ()) {
  Price const price{*rc::gen::inRange<std::int64_t>(0, 200'000'000)};
  auto const uses =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 5000));
  std::vector<Accrual> accruals;
  std::int64_t wh = 0;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    auto const ratio = *rc::gen::element<std::int64_t>(1, 1, 40);
    accruals.push_back(accrual(static_cast<std::int64_t>(i % 3 + 1), uses[i], ratio, price));
    wh += uses[i] * ratio;
  }
  auto parts = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 5));
  parts.push_back(accruals.size());
  RC_ASSERT(settled_in_parts(accruals, parts) == amount(Energy::wh(wh), price).value());
}

TEST(Wallet, PricesMetersOfOneLineAfterEachOther) {
  Price const price{50'000'000};
  auto const priced = price_accruals({accrual(1, 9, 1, price), accrual(2, 9, 1, price)}).value();
  EXPECT_EQ(priced[0].priced.amount(), Money::fen(0));
  EXPECT_EQ(priced[1].priced.amount(), Money::fen(1));
  EXPECT_EQ(priced[1].priced.before.energy, Energy::wh(9));
  EXPECT_EQ(sum(priced), Money::fen(1));
}

TEST(Wallet, BeginsEachLineAtWhatWasPosted) {
  Price const price{50'000'000};
  auto first = accrual(1, 10, 1, price), second = accrual(1, 10, 1, price);
  first.posted = {Energy::wh(10), Money::fen(1)};
  second.piece.line.bill = "2026-12";
  second.posted = {Energy::wh(29), Money::fen(1)};
  auto const priced = price_accruals({first, second}).value();
  EXPECT_EQ(priced[0].priced.amount(), Money::fen(0));  // 20 Wh are 1 fen
  EXPECT_EQ(priced[1].priced.amount(), Money::fen(1));  // 39 Wh are 1.95, rounded 2
}

TEST(Wallet, SaysWhenEnergyOrMoneyOverflow) {
  auto const most = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE(price_accruals({accrual(1, most, 2, {1})}).has_value());
  EXPECT_FALSE(price_accruals({accrual(1, most, 1, {most})}).has_value());
  EXPECT_FALSE(price_accruals({accrual(1, most, 1, {1}), accrual(1, 1, 1, {1})}).has_value());
}

TEST(Wallet, AvailableIsPostedLessRunningPlusCredit) {
  Standing const standing{Money::fen(500), Money::fen(160), Money::fen(1000)};
  EXPECT_EQ(standing.available(), Money::fen(1340));
}

}  // namespace
}  // namespace e2ms
