#include "e2ms/domain/settlement.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <map>

#include "e2ms/domain/wallet.hpp"

namespace e2ms {
namespace {

constexpr std::int64_t kE8 = 100'000'000;

Instant utc(std::string_view text) {
  return from_iso(text).value();
}
MeterPoint point(std::string_view at, std::int64_t wh) {
  return {utc(at), {Energy::wh(wh)}};
}
Zone shanghai() {
  return Zone::named("Asia/Shanghai").value();
}
Exact exact(char const* text) {
  return exact_from_text(text).value();
}

/// An account's energy in memory.
struct Book : EnergyBook {
  Energy counted(Instant cycle) override { return cycles[cycle]; }
  void count_again(Instant) override {}
  void count(Instant cycle, std::string const&, Energy energy) override { cycles[cycle] += energy; }
  Energy free_used(std::string const& bill) override { return free[bill]; }
  void put(Piece const& piece) override {
    pieces.push_back(piece);
    auto const used = piece.to.total - piece.from.total;
    lines[piece.line.code + (piece.line.tier ? std::to_string(piece.line.tier) : "") +
          piece.line.period] += used.wh();
    if (piece.line.code == "free_quota") free[piece.line.bill] += used;
  }

  std::vector<Piece> pieces;
  std::map<std::string, std::int64_t> lines;
  std::map<Instant, Energy> cycles;
  std::map<std::string, Energy> free;
};

TariffVersion flat(Instant valid_from, std::int64_t price_e8 = kE8) {
  TariffVersion terms;
  terms.valid_from = valid_from;
  terms.energy = {EnergyPrices::Kind::flat, {{std::nullopt, {{"", Exact(price_e8, kE8)}}}}, {}, {}};
  return terms;
}

/// 0.50 up to 100 kWh a month, 0.60 up to 200, then 0.80.
TariffVersion tiered() {
  auto terms = flat({0});
  terms.energy = {EnergyPrices::Kind::tier,
                  {{exact("100"), {{"", exact("0.5")}}},
                   {exact("200"), {{"", exact("0.6")}}},
                   {std::nullopt, {{"", exact("0.8")}}}},
                  {},
                  {}};
  terms.tier_cycle = TierCycle{TierCycle::Unit::month};
  return terms;
}

/// Peak 8:00 to 22:00, else valley.
TariffVersion by_clock() {
  auto terms = flat({0});
  terms.energy = {EnergyPrices::Kind::tou,
                  {{std::nullopt, {{"peak", exact("0.9")}, {"valley", exact("0.3")}}}},
                  {},
                  {}};
  terms.calendar =
      Calendar{{{"peak", {{8 * 60, 22 * 60}}, {}, DayClass::all, {}}}, "valley", {}, {}};
  return terms;
}

Pricing pricing(std::vector<TariffVersion> const& versions, Zone const& zone = shanghai(),
                Instant opened_at = {0}) {
  Pricing prices{{}, zone, opened_at};
  std::int64_t id = 0;
  for (auto const& version : versions) prices.versions.push_back({{++id}, &version});
  return prices;
}

Book entered(MeterPair const& pair, std::vector<TariffVersion> const& versions) {
  Book book;
  EXPECT_TRUE(enter(pair, pricing(versions), book).has_value());
  return book;
}

TEST(Enter, LeavesASpanWithinOneMonthWhole) {
  auto const from = point("2026-11-01T00:00:00Z", 0), to = point("2026-11-02T00:00:00Z", 100);
  auto const book = entered({from, to, 1}, {flat({0})});
  ASSERT_EQ(book.pieces.size(), 1U);
  EXPECT_EQ(book.pieces[0], (Piece{{"2026-11", {1}},
                                   kTotal,
                                   {kE8},
                                   {from.at, from.total()},
                                   {to.at, to.total()},
                                   std::nullopt}));
}

TEST(Enter, EndsABillAtLocalMidnight) {
  auto const book = entered(
      {point("2026-11-30T15:00:00Z", 0), point("2026-11-30T17:00:00Z", 101), 1}, {flat({0})});
  ASSERT_EQ(book.pieces.size(), 2U);
  RegisterPoint const midnight{utc("2026-11-30T16:00:00Z"), Energy::wh(51), true};
  EXPECT_EQ(book.pieces[0].to, midnight);
  EXPECT_EQ(book.pieces[1].from, midnight);
  EXPECT_EQ(book.pieces[0].line.bill, "2026-11");
  EXPECT_EQ(book.pieces[1].line.bill, "2026-12");
}

TEST(Enter, BeginsAVersionAtItsInstant) {
  auto const book = entered(
      {point("2026-11-09T00:00:00Z", 0), point("2026-11-12T00:00:00Z", 300), 1},
      {flat({0}, 1), flat(utc("2026-11-10T00:00:00Z"), 2), flat(utc("2026-11-11T00:00:00Z"), 3)});
  ASSERT_EQ(book.pieces.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(book.pieces[i].line.version.value, static_cast<std::int64_t>(i + 1));
    EXPECT_EQ(book.pieces[i].price.e8, static_cast<std::int64_t>(i + 1));
    EXPECT_EQ((book.pieces[i].to.total - book.pieces[i].from.total).wh(), 100);
  }
}

TEST(Enter, WithoutAPriceForItsBeginningIsRefused) {
  Book book;
  MeterPair const pair{point("2026-11-09T00:00:00Z", 0), point("2026-11-12T00:00:00Z", 1), 1};
  std::vector const late{flat(utc("2026-11-10T00:00:00Z"))};
  auto const none = enter(pair, pricing(late), book);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.fault().code, FaultCode::not_found);
  EXPECT_FALSE(enter(pair, pricing({}), book).has_value());
  EXPECT_TRUE(book.pieces.empty());
}

TEST(Enter, FillsOneTierAfterTheOther) {
  auto const book = entered(
      {point("2026-11-09T00:00:00Z", 0), point("2026-11-12T00:00:00Z", 250'000), 1}, {tiered()});
  EXPECT_EQ(book.lines, (std::map<std::string, std::int64_t>{
                            {"energy1", 100'000}, {"energy2", 100'000}, {"energy3", 50'000}}));
  ASSERT_EQ(book.pieces.size(), 3U);
  EXPECT_EQ(book.pieces[1].tiers, (TierSpan{Energy::kwh(100), Energy::kwh(200)}));
  EXPECT_TRUE(book.pieces[1].from.computed);
  EXPECT_EQ(book.pieces[1].from.total, Energy::kwh(100));
}

TEST(Enter, CountsTheTiersAnewEachMonth) {
  Book book;
  std::vector const terms{tiered()};
  auto const prices = pricing(terms);
  auto const month = point("2026-11-30T16:00:00Z", 150'000);
  ASSERT_TRUE(enter({point("2026-11-20T00:00:00Z", 0), month, 1}, prices, book).has_value());
  ASSERT_TRUE(enter({month, point("2026-12-02T00:00:00Z", 200'000), 1}, prices, book).has_value());
  EXPECT_EQ(book.lines,
            (std::map<std::string, std::int64_t>{{"energy1", 150'000}, {"energy2", 50'000}}));
}

TEST(Enter, CountsTheMetersOfAnAccountTogether) {
  Book book;
  std::vector const terms{tiered()};
  auto const prices = pricing(terms);
  for (int i = 0; i < 2; ++i)
    ASSERT_TRUE(enter({point("2026-11-20T00:00:00Z", 0), point("2026-11-21T00:00:00Z", 2'000), 40},
                      prices, book)
                    .has_value());
  EXPECT_EQ(book.cycles.begin()->second, Energy::kwh(160));
}

TEST(Enter, PricesByTheWallClock) {
  // 24 hours, 100 Wh each: 14 of them peak.
  auto const book = entered(
      {point("2026-11-09T16:00:00Z", 0), point("2026-11-10T16:00:00Z", 2400), 1}, {by_clock()});
  EXPECT_EQ(book.lines,
            (std::map<std::string, std::int64_t>{{"energypeak", 1400}, {"energyvalley", 1000}}));
}

TEST(Enter, PricesByTheRatesOfTheMeter) {
  auto terms = by_clock();
  terms.calendar.reset();
  terms.register_map = {{"T2", "peak"}, {"T4", "valley"}};
  terms.total_mismatch_to = "valley";
  MeterPoint from{utc("2026-11-09T16:00:00Z"),
                  {Energy::wh(100), {}, Energy::wh(60), {}, Energy::wh(39), {}}};
  MeterPoint to{utc("2026-11-10T16:00:00Z"),
                {Energy::wh(300), {}, Energy::wh(190), {}, Energy::wh(108), {}}};
  auto const book = entered({from, to, 1}, {terms});
  EXPECT_EQ(book.lines,
            (std::map<std::string, std::int64_t>{{"energypeak", 130}, {"energyvalley", 70}}));
  // Without its rates a meter's energy is as cheap as it may have been.
  to.registers[2].reset();
  EXPECT_EQ(entered({from, to, 1}, {terms}).lines,
            (std::map<std::string, std::int64_t>{{"energyvalley", 200}}));
}

TEST(Enter, TakesTheFreeEnergyOfABillFirst) {
  auto terms = tiered();
  terms.free_quota = FreeQuota{exact("10"), {}};
  terms.surcharges = {{"service", exact("0.05")}};
  Book book;
  std::vector const versions{terms};
  auto const all = pricing(versions);
  auto const half = point("2026-11-10T00:00:00Z", 6'000);
  ASSERT_TRUE(enter({point("2026-11-09T00:00:00Z", 0), half, 1}, all, book).has_value());
  ASSERT_TRUE(enter({half, point("2026-11-12T00:00:00Z", 120'000), 1}, all, book).has_value());
  EXPECT_EQ(book.lines["free_quota"], 10'000);
  EXPECT_EQ(book.lines["energy1"], 100'000);
  EXPECT_EQ(book.lines["energy2"], 10'000);
  EXPECT_EQ(book.lines["surcharge:service"], 110'000);
}

TEST(Enter, LeavesWhoMovesInTheLimitsOfTheRestOfTheYear) {
  auto terms = tiered();
  terms.tier_cycle = TierCycle{TierCycle::Unit::year};
  terms.energy.rows[0].upto = exact("1200");
  terms.energy.rows[1].upto = exact("2400");
  Book book;
  std::vector const versions{terms};
  // Opened in October: three months of twelve.
  auto const prices = pricing(versions, shanghai(), utc("2026-10-20T00:00:00Z"));
  ASSERT_TRUE(enter({point("2026-11-09T00:00:00Z", 0), point("2026-11-10T00:00:00Z", 400'000), 1},
                    prices, book)
                  .has_value());
  EXPECT_EQ(book.lines,
            (std::map<std::string, std::int64_t>{{"energy1", 300'000}, {"energy2", 100'000}}));
}

TEST(EnterDeathTest, OfNothingIsABrokenPromise) {
  Book book;
  std::vector const terms{flat({0})};
  auto const prices = pricing(terms);
  auto const from = point("2026-11-09T00:00:00Z", 5);
  EXPECT_DEATH(static_cast<void>(enter({from, from, 1}, prices, book)), "promise_broken");
  EXPECT_DEATH(static_cast<void>(enter({from, point("2026-11-10T00:00:00Z", 4), 1}, prices, book)),
               "promise_broken");
}

RC_GTEST_PROP(EnterProperty, PiecesFollowEachOtherFromEndToEnd, ()) {
  auto const zone =
      Zone::named(*rc::gen::element("Asia/Shanghai", "America/Sao_Paulo", "Europe/Berlin")).value();
  Instant const start{*rc::gen::inRange<std::int64_t>(1'500'000'000'000, 1'800'000'000'000)};
  auto const span = *rc::gen::inRange<std::int64_t>(1, days(100).ms);
  auto const used = *rc::gen::inRange<std::int64_t>(0, 500'000);
  MeterPoint const from{start, {Energy::wh(*rc::gen::inRange<std::int64_t>(0, 1'000'000))}};
  MeterPoint const to{{start.ms + span}, {from.total() + Energy::wh(used)}};
  std::vector<TariffVersion> versions{flat({0})};
  for (std::int64_t id = 2; id <= 4; ++id) {
    auto version = *rc::gen::element(0, 1, 2);
    auto terms = version == 0 ? flat({0}) : version == 1 ? tiered() : by_clock();
    terms.valid_from = {start.ms - days(5).ms +
                        id * *rc::gen::inRange<std::int64_t>(1, days(40).ms)};
    versions.push_back(terms);
  }
  std::sort(versions.begin(), versions.end(),
            [](auto const& a, auto const& b) { return a.valid_from < b.valid_from; });
  Book book;
  RC_ASSERT(enter({from, to, 1}, pricing(versions, zone), book).has_value());
  auto const& pieces = book.pieces;
  RC_ASSERT(pieces.front().from == (RegisterPoint{from.at, from.total()}));
  RC_ASSERT(pieces.back().to == (RegisterPoint{to.at, to.total()}));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    auto const& piece = pieces[i];
    RC_ASSERT(piece.from.at <= piece.to.at);
    RC_ASSERT(piece.from.total <= piece.to.total);
    RC_ASSERT(to_text(zone.date(piece.from.at)).starts_with(piece.line.bill));
    RC_ASSERT(to_text(zone.date({piece.to.at.ms - 1})).starts_with(piece.line.bill));
    if (i > 0) RC_ASSERT(piece.from == pieces[i - 1].to);
  }
}

/// Readings between two others change nothing but by what cutting rounds.
RC_GTEST_PROP(EnterProperty, AReadingOnTheLineChangesNoTierByMoreThanItsRounding, ()) {
  auto const cut = *rc::gen::inRange<std::int64_t>(1, 999);
  auto const used = *rc::gen::inRange<std::int64_t>(1'000, 400'000);
  MeterPoint const from{utc("2026-11-02T00:00:00Z"), {Energy::wh(0)}};
  MeterPoint const to{from.at + days(10), {Energy::wh(used)}};
  MeterPoint const middle{from.at + Duration{days(10).ms / 1000 * cut},
                          {Energy::wh(used * cut / 1000)}};
  std::vector const terms{tiered()};
  auto const prices = pricing(terms);
  Book whole, halves;
  RC_ASSERT(enter({from, to, 1}, prices, whole).has_value());
  RC_ASSERT(enter({from, middle, 1}, prices, halves).has_value());
  RC_ASSERT(enter({middle, to, 1}, prices, halves).has_value());
  for (auto const& [line, wh] : whole.lines) RC_ASSERT(halves.lines[line] == wh);
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
          .piece = {{"2026-11", {1}},
                    kTotal,
                    price,
                    {{0}, Energy::wh(0)},
                    {{1}, Energy::wh(wh)},
                    std::nullopt},
          .ratio = ratio,
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
