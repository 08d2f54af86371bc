// Where clocks are put forward and back, or a whole day is left out, each piece of energy still
// goes where every single minute of it belongs.

#include <gtest/gtest.h>

#include <map>

#include "e2ms/domain/settlement.hpp"

namespace e2ms {
namespace {

using Lines = std::map<std::string, std::int64_t>;

/// Shops by day on weekdays; a rule at half past the hour; a price for the night of weekends.
Calendar opening_hours() {
  return {{{"peak", {{8 * 60 + 30, 21 * 60 + 30}}, {}, DayClass::weekday, {}},
           {"deep", {{0, 3 * 60}}, {}, DayClass::weekend, {}}},
          "valley",
          {},
          {}};
}

TariffVersion terms() {
  Exact const price(1, 2);
  TariffVersion terms;
  terms.energy = {
      EnergyPrices::Kind::tier_tou,
      {{Exact(5), {{"peak", price}, {"deep", price}, {"valley", price}}},
       {std::nullopt, {{"peak", 2 * price}, {"deep", 2 * price}, {"valley", 2 * price}}}},
      {},
      {}};
  terms.tier_cycle = TierCycle{TierCycle::Unit::month};
  terms.calendar = opening_hours();
  return terms;
}

struct Sums : EnergyBook {
  Energy counted(Instant cycle) override { return cycles[cycle]; }
  void count_again(Instant) override {}
  void count(Instant cycle, std::string const&, Energy energy) override { cycles[cycle] += energy; }
  Energy free_used(std::string const&) override { return {}; }
  void put(Piece const& piece) override {
    lines[piece.line.bill + " " + std::to_string(piece.line.tier) + " " + piece.line.period] +=
        (piece.to.total - piece.from.total).wh();
    time[piece.line.bill + " " + piece.line.period] += (piece.to.at - piece.from.at).ms;
  }

  std::map<Instant, Energy> cycles;
  Lines lines;
  std::map<std::string, std::int64_t> time;  ///< ms
};

struct Place {
  char const* name;
  char const* zone;
  char const* from;  ///< UTC
  int hours;
};

void PrintTo(Place const& place, std::ostream* out) {
  *out << place.name;
}

class ClocksThatMove : public testing::TestWithParam<Place> {
 protected:
  Zone zone_ = Zone::named(GetParam().zone).value();
  Instant from_ = from_iso(GetParam().from).value();
  Instant to_ = from_ + hours(GetParam().hours);
  TariffVersion terms_ = terms();
  Pricing prices_{{{{1}, &terms_}}, zone_, {INT64_MIN / 2}};

  void SetUp() override { terms_.valid_from = {INT64_MIN / 2}; }

  /// What a clock on the wall shows, without any arithmetic of bounds.
  std::string period(Instant at) const {
    auto const wall = zone_.local(at);
    auto const minute = wall.hour * 60 + wall.minute;
    if (!is_weekend(wall.date)) return minute >= 510 && minute < 1290 ? "peak" : "valley";
    return minute < 180 ? "deep" : "valley";
  }
  std::string month(Instant at) const { return to_text(zone_.date(at)).substr(0, 7); }
};

/// Two Wh a minute: every minute's are whole, so both ways must come to the very same.
TEST_P(ClocksThatMove, PriceEachMinuteByTheWallClock) {
  constexpr std::int64_t kWhAMinute = 2, kTierWh = 5'000;
  Lines expected;
  std::map<std::string, std::int64_t> counted, time;
  for (auto at = from_; at < to_; at = at + minutes(1)) {
    time[month(at) + " " + period(at)] += minutes(1).ms;
    for (std::int64_t wh = 0; wh < kWhAMinute; ++wh) {
      auto const tier = counted[month(at)]++ < kTierWh ? " 1 " : " 2 ";
      ++expected[month(at) + tier + period(at)];
    }
  }
  auto const used = GetParam().hours * 60 * kWhAMinute;
  Sums whole;
  MeterPair const all{{from_, {Energy{}}}, {to_, {Energy::wh(used)}}, 1};
  ASSERT_TRUE(enter(all, prices_, whole).has_value());
  EXPECT_EQ(whole.lines, expected);
  EXPECT_EQ(whole.time, time);
  // The same in pieces of a length that fits nothing.
  Sums pieces;
  for (auto at = from_; at < to_;) {
    auto const next = std::min(to_, at + minutes(77));
    auto const wh = [this](Instant end) {
      return Energy::wh((end - from_).ms / minutes(1).ms * kWhAMinute);
    };
    ASSERT_TRUE(enter({{at, {wh(at)}}, {next, {wh(next)}}, 1}, prices_, pieces).has_value());
    at = next;
  }
  EXPECT_EQ(pieces.lines, expected);
}

TEST_P(ClocksThatMove, HaveMonthsThatFollowEachOther) {
  for (auto at = from_; at < to_; at = at + minutes(30)) {
    auto const begin = zone_.start_of_month_at(at), end = zone_.start_of_next_month_at(at);
    EXPECT_LE(begin, at);
    EXPECT_GT(end, at);
    EXPECT_EQ(zone_.start_of_month_at(end), end);
    EXPECT_EQ(bill_at(begin, zone_), bill_at(end - milliseconds(1), zone_));
    EXPECT_LT(bill_at(at, zone_), bill_at(end, zone_));
    auto const cycle = terms_.tier_cycle->start_at(at, zone_);
    EXPECT_EQ(cycle, begin);
    EXPECT_EQ(terms_.tier_cycle->next_after(at, zone_), end);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Places, ClocksThatMove,
    testing::Values(Place{"BerlinForward", "Europe/Berlin", "2026-03-27T05:00:00Z", 140},
                    Place{"BerlinBack", "Europe/Berlin", "2026-10-23T05:00:00Z", 240},
                    Place{"ShanghaiFirstSummer", "Asia/Shanghai", "1986-05-02T05:00:00Z", 100},
                    Place{"ShanghaiFirstAutumn", "Asia/Shanghai", "1986-09-12T05:00:00Z", 100},
                    Place{"ShanghaiLastSummer", "Asia/Shanghai", "1991-04-12T05:00:00Z", 100},
                    Place{"ShanghaiLastAutumn", "Asia/Shanghai", "1991-09-13T05:00:00Z", 100},
                    Place{"HalfHours", "Asia/Kolkata", "2026-01-30T05:00:00Z", 100},
                    Place{"ThreeQuarters", "Asia/Kathmandu", "2026-01-30T05:00:00Z", 100},
                    Place{"HalfAnHourOfSummer", "Australia/Lord_Howe", "2026-04-03T05:00:00Z", 100},
                    Place{"ADayThatWasNot", "Pacific/Apia", "2011-12-28T05:00:00Z", 120},
                    Place{"AMidnightInAGap", "America/Sao_Paulo", "2018-11-02T05:00:00Z", 100}),
    [](auto const& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace e2ms
