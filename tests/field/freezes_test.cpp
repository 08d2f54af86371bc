#include <gmock/gmock.h>

#include "e2ms/query/day_bounds.hpp"
#include "fleet_bench.hpp"

namespace e2ms::field {
namespace {

constexpr auto kAddress = "201000000012";

/// A meter that notes its register at midnight, which is at 16:00 UTC; the first one comes sixteen
/// hours after the start.
class FreezesTest : public FleetTest {
 protected:
  FreezesTest() { site.station_model.daily_freezes = 5; }

  void open(Duration clock_off = {}) {
    e2ms_sim::MeterSpec spec;
    spec.address = kAddress;
    spec.initial_wh = 100'000;
    spec.curve = e2ms_sim::curve_named("constant:600").value();
    spec.clock_off_ms = clock_off.ms;
    site.bus.add_station(spec);
    line = site.add_line(LineMode::dial_out);
    ids.push_back(site.add_station(line, kAddress));
    site.load();
  }
  /// Questions for block 0506nnnn: two for each day, the time and the register.
  std::ptrdiff_t freezes_asked() const {
    auto const& frames = site.bus.end->written();
    return std::count_if(frames.begin(), frames.end(), [](auto const& frame) {
      auto const hex = to_hex(frame.bytes);
      auto const control = hex.find("681104");
      return control != std::string::npos && hex.substr(control + 10, 4) == "3938";
    });
  }
  std::vector<query::Freezes::Row> freezes() {
    return site.ask(query::Freezes{ids.at(0), Instant{0}, site.clock.now()});
  }
};

TEST_F(FreezesTest, AreFetchedWithinAnHourOrSoAfterMidnight) {
  open();
  site.clock.pass(hours(17) + minutes(15));
  auto const all = freezes();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at, Instant{1'795'392'000'000} + hours(16));
  EXPECT_EQ(all[0].total, Energy::wh(100'000 + 600 * 16));
  site.clock.pass(days(2));
  EXPECT_EQ(freezes().size(), 3u);
}

TEST_F(FreezesTest, OfDaysThatWereMissedAreFetchedWhileTheMeterHoldsThem) {
  open();
  site.clock.pass(hours(20));
  ASSERT_EQ(freezes().size(), 1u);
  site.reachable = false;
  site.bus.end->hang_up();
  site.clock.pass(days(3));
  site.reachable = true;
  site.clock.pass(hours(1));
  auto const all = freezes();
  ASSERT_EQ(all.size(), 4u);
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_EQ(all[i].at - all[i - 1].at, days(1));
    EXPECT_EQ((all[i].total - all[i - 1].total).wh(), 600 * 24);
  }
}

TEST_F(FreezesTest, OlderThanTheMeterHoldsAreNotAskedFor) {
  open();
  site.clock.pass(hours(20));
  site.reachable = false;
  site.bus.end->hang_up();
  site.clock.pass(days(9));
  site.reachable = true;
  site.clock.pass(hours(1));
  EXPECT_EQ(freezes().size(), 1u + 5u);
}

TEST_F(FreezesTest, AreAskedForAgainWhenOurClockThatRanAheadIsSetRight) {
  open();
  site.clock.pass(hours(20));
  site.clock.set_wall(site.clock.now() + days(3));
  site.clock.pass(days(1));
  site.clock.set_wall(site.clock.now() - days(3));
  auto const before = freezes_asked();
  site.clock.pass(days(2));
  EXPECT_EQ(freezes_asked(), before + 2 * 2);
}

TEST_F(FreezesTest, OfAWrongClockAreNotUsed) {
  open(minutes(20));
  site.clock.pass(hours(20));
  EXPECT_THAT(freezes(), testing::IsEmpty());
}

}  // namespace
}  // namespace e2ms::field
