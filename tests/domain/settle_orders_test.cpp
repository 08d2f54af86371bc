// What a bill comes to depends on the readings that count in the end: not on the order in which
// they came, not on what was wrong meanwhile, not on how often somebody settled.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "memory_account.hpp"

namespace e2ms {
namespace {

constexpr int kOrdersOfALife = 100;

/// As many as can be had for a moment; E2MS_SETTLE_ORDERS asks for more.
int orders() {
  auto const* const asked = std::getenv("E2MS_SETTLE_ORDERS");
  return asked != nullptr ? std::atoi(asked) : 4'000;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) { below(2); }
  std::int64_t below(std::int64_t limit) {
    state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::int64_t>(state_ >> 33) % limit;
  }
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }

 private:
  std::uint64_t state_;
};

Exact exact(char const* text) {
  return exact_from_text(text).value();
}

Calendar day_and_night() {
  return {{{"peak", {{8 * 60, 22 * 60}}, {}, DayClass::all, {}}}, "valley", {}, {}};
}

TariffVersion priced(EnergyPrices energy) {
  TariffVersion terms;
  terms.energy = std::move(energy);
  if (terms.energy.tiered()) terms.tier_cycle = TierCycle{TierCycle::Unit::month};
  if (terms.energy.by_period()) terms.calendar = day_and_night();
  return terms;
}

using Kind = EnergyPrices::Kind;
using Prices = std::map<std::string, Exact>;

Prices periods(char const* peak, char const* valley) {
  return {{"peak", exact(peak)}, {"valley", exact(valley)}};
}

TariffVersion flat() {
  return priced({Kind::flat, {{std::nullopt, {{"", exact("0.5283")}}}}, {}, {}});
}

TariffVersion by_clock() {
  return priced({Kind::tou, {{std::nullopt, periods("0.9012", "0.3056")}}, {}, {}});
}

/// Small tiers, so that a few readings come through all of them.
TariffVersion tiers_by_clock() {
  return priced({Kind::tier_tou,
                 {{exact("2"), periods("0.568", "0.288")},
                  {exact("5"), periods("0.618", "0.338")},
                  {std::nullopt, periods("0.868", "0.588")}},
                 {},
                 {}});
}

TariffVersion adders_by_clock() {
  auto terms = priced({Kind::tou_tier_adder,
                       {{std::nullopt, periods("0.9012", "0.3056")}},
                       {{exact("2"), {{"", exact("0")}}},
                        {exact("5"), {{"", exact("0.05")}}},
                        {std::nullopt, {{"", exact("0.3")}}}},
                       {}});
  terms.surcharges = {{"service", exact("0.0213")}};
  return terms;
}

TariffVersion some_free() {
  auto terms = priced({Kind::tier,
                       {{exact("2"), {{"", exact("0.5")}}}, {std::nullopt, {{"", exact("0.8")}}}},
                       {},
                       {}});
  terms.free_quota = FreeQuota{exact("1"), {}};
  return terms;
}

/// Midnight in Shanghai between two months, in the midst of what is read.
constexpr Instant kMonthEnd{1'796'054'400'000};

struct Terms {
  std::vector<TariffVersion> versions;
  Pricing prices{{}, Zone::named("Asia/Shanghai").value(), {0}};

  explicit Terms(std::vector<TariffVersion> all) : versions(std::move(all)) {
    std::int64_t id = 0;
    for (auto& version : versions) {
      version.valid_from = {id == 0 ? 0 : kMonthEnd.ms - hours(5).ms};
      prices.versions.push_back({{++id}, &version});
    }
  }
  Terms(Terms const&) = delete;
};

struct Event {
  std::size_t meter;
  Instant at;
  std::int64_t wh;
  std::optional<std::size_t> ends;  ///< takes that event's reading back
};

/// Some meters, what they really read, and what was said of them meanwhile.
struct Life {
  std::vector<std::int64_t> ratios;
  std::vector<Event> openings;
  std::vector<Event> events;
  std::vector<Event> true_ones;
};

Life some_life(Dice& dice) {
  Life life;
  auto const meters = static_cast<std::size_t>(dice.between(1, 3));
  for (std::size_t meter = 0; meter < meters; ++meter) {
    life.ratios.push_back(dice.below(3) == 0 ? 40 : 1);
    auto at = kMonthEnd - hours(dice.between(4, 20));
    auto wh = dice.below(100'000);
    life.openings.push_back({meter, at, wh, {}});
    auto const readings = dice.between(1, meters == 1 ? 4 : 2);
    for (int i = 0; i < readings; ++i) {
      auto const later = at + milliseconds(dice.between(minutes(1).ms, hours(12).ms));
      auto const more = wh + dice.below(3'000);
      // Whatever is said fits between what is true.
      auto const middle = dice.between(wh, more);
      if (dice.below(3) == 0 && later.ms - at.ms > 2) {
        Instant const wrong{at.ms + dice.between(1, later.ms - at.ms - 1)};
        life.events.push_back({meter, wrong, dice.between(wh, middle), {}});
        life.events.push_back({meter, wrong, 0, life.events.size() - 1});
      }
      if (dice.below(4) == 0)  // An estimate of that moment, which the reading replaces.
        life.events.push_back({meter, later, dice.between(middle, more), {}});
      at = later;
      wh = more;
      life.true_ones.push_back({meter, at, wh, {}});
    }
  }
  return life;
}

/// Any order in which what is taken back or replaced came before.
std::vector<Event> some_order(Life const& life, Dice& dice) {
  struct Placed {
    std::int64_t place;
    Event event;
  };
  std::vector<Placed> placed;
  for (auto const& event : life.events)
    placed.push_back(
        {event.ends ? dice.between(placed[*event.ends].place, 1'000'000) : dice.below(1'000'000),
         event});
  for (auto const& event : life.true_ones) {
    auto place = dice.below(1'000'000);
    for (auto const& other : placed)
      if (!other.event.ends && other.event.meter == event.meter && other.event.at == event.at)
        place = std::max(place, other.place);
    placed.push_back({place, event});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](auto const& a, auto const& b) { return a.place < b.place; });
  std::vector<Event> order;
  for (auto const& each : placed) order.push_back(each.event);
  return order;
}

MemoryAccount opened(Life const& life, Pricing const& prices) {
  MemoryAccount account(prices);
  for (auto const& opening : life.openings)
    account.open(opening.meter, life.ratios[opening.meter], opening.at, opening.wh);
  return account;
}

using Totals = std::map<LineKey, MemoryAccount::Total>;

/// Each reading when its time has come, and settled once.
Totals as_it_should_be(Life const& life, Pricing const& prices) {
  auto account = opened(life, prices);
  auto readings = life.true_ones;
  std::stable_sort(readings.begin(), readings.end(), [](auto const& a, auto const& b) {
    return a.at != b.at ? a.at < b.at : a.meter < b.meter;
  });
  for (auto const& reading : readings) account.enter(reading.meter, reading.at, reading.wh);
  account.settle();
  return account.totals();
}

/// What went wrong, or nothing.
std::string lived(Life const& life, Pricing const& prices, Totals const& expected, Dice& dice) {
  auto account = opened(life, prices);
  auto const often = dice.below(4);
  for (auto const& event : some_order(life, dice)) {
    if (event.ends)
      account.take_back(event.meter, event.at);
    else
      account.enter(event.meter, event.at, event.wh);
    if (dice.below(4) < often) account.settle();
  }
  account.settle();
  if (account.totals() != expected) return "other totals";
  auto const postings = account.postings();
  for (auto const& reading : life.true_ones)
    if (account.enter(reading.meter, reading.at, reading.wh)) return "entered twice";
  if (account.settle() || account.postings() != postings) return "posted again";
  return "";
}

/// Lives from one number on, every so many; the first that goes wrong, in words.
std::string some_lives(int first, int step, int count) {
  std::vector<std::unique_ptr<Terms>> all;
  for (auto const& versions :
       std::vector<std::vector<TariffVersion>>{{flat()},
                                               {by_clock()},
                                               {tiers_by_clock()},
                                               {adders_by_clock()},
                                               {some_free()},
                                               {by_clock(), tiers_by_clock()},
                                               {adders_by_clock(), tiers_by_clock()}})
    all.push_back(std::make_unique<Terms>(versions));
  for (int seed = first; seed < count; seed += step) {
    Dice dice(static_cast<std::uint64_t>(seed));
    auto const& prices = all[static_cast<std::size_t>(seed) % all.size()]->prices;
    auto const life = some_life(dice);
    auto const expected = as_it_should_be(life, prices);
    for (int order = 0; order < kOrdersOfALife; ++order) {
      auto const wrong = lived(life, prices, expected, dice);
      if (!wrong.empty())
        return "life " + std::to_string(seed) + ", order " + std::to_string(order) + ": " + wrong;
    }
  }
  return "";
}

TEST(SettleOrders, NeverChangeWhatABillComesTo) {
  auto const lives = orders() / kOrdersOfALife;
  std::string even, odd;
  {
    std::jthread const half([&] { even = some_lives(0, 2, lives); });
    odd = some_lives(1, 2, lives);
  }
  EXPECT_EQ(even, "");
  EXPECT_EQ(odd, "");
  RecordProperty("orders", lives * kOrdersOfALife);
}

/// The known exception. Readings that are polled are not held back until those of the other meters
/// are there, so the meters share a tier in the order in which they are read. How much is in each
/// tier does not depend on that; which period of it, on a tariff with a price for each, does.
TEST(SettleOrders, OfSeveralPolledMetersOnlyMovePeriodsWithinATier) {
  std::vector<TariffVersion> const versions{tiers_by_clock()};
  Pricing prices{{{{1}, &versions[0]}}, Zone::named("Asia/Shanghai").value(), {0}};
  auto const noon = kMonthEnd + hours(12), night = kMonthEnd + hours(2);
  auto const by_order = [&](bool first_by_day) {
    struct Sums : EnergyBook {
      Energy counted(Instant) override { return so_far; }
      void count_again(Instant) override {}
      void count(Instant, std::string const&, Energy energy) override { so_far += energy; }
      Energy free_used(std::string const&) override { return {}; }
      void put(Piece const& piece) override {
        auto const wh = (piece.to.total - piece.from.total).wh();
        tiers[piece.line.tier] += wh;
        lines[piece.line.period + std::to_string(piece.line.tier)] += wh;
      }
      Energy so_far;
      std::map<unsigned, std::int64_t> tiers;
      std::map<std::string, std::int64_t> lines;
    } book;
    for (auto const at : {first_by_day ? noon : night, first_by_day ? night : noon}) {
      MeterPair const pair{{at, {Energy::wh(0)}}, {at + hours(1), {Energy::wh(3'000)}}, 1};
      EXPECT_TRUE(enter(pair, prices, book).has_value());
    }
    return book;
  };
  auto const day_first = by_order(true), night_first = by_order(false);
  EXPECT_EQ(day_first.tiers, night_first.tiers);
  EXPECT_NE(day_first.lines, night_first.lines);
  EXPECT_EQ(day_first.lines.at("peak1"), 2'000);
  EXPECT_EQ(night_first.lines.at("valley1"), 2'000);
}

}  // namespace
}  // namespace e2ms
