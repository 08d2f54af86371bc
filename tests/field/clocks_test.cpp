#include <gmock/gmock.h>

#include "e2ms/query/alarm_list.hpp"
#include "fleet_bench.hpp"

namespace e2ms::field {
namespace {

constexpr auto kAddress = "201000000012";

/// A DL/T 645 meter whose clock may be off. The virtual day begins at eight in the morning.
class ClocksTest : public FleetTest {
 protected:
  e2ms_sim::Meter& open(Duration off, std::optional<std::string> password = std::nullopt) {
    e2ms_sim::MeterSpec spec;
    spec.address = kAddress;
    spec.initial_wh = 100'000;
    spec.clock_off_ms = off.ms;
    auto& meter = site.bus.add_station(spec);
    line = site.add_line(LineMode::dial_out);
    ids.push_back(site.add_station(line, kAddress, std::move(password)));
    site.load();
    return meter;
  }
  Duration drift(e2ms_sim::Meter const& meter) { return {meter.state().clock_off_ms}; }
  std::vector<query::Alarms::Alarm> alarms() {
    return site.ask(query::Alarms{.project = site.project, .at_most = 10});
  }
};

TEST_F(ClocksTest, AreLeftAloneWhenTheyAreRight) {
  auto const& meter = open(seconds(12));
  site.clock.pass(days(2));
  EXPECT_EQ(drift(meter), seconds(12));
  EXPECT_THAT(alarms(), testing::IsEmpty());
}

TEST_F(ClocksTest, AreToldTheTimeWhenTheyAreALittleOff) {
  auto const& meter = open(seconds(-180));
  site.clock.pass(minutes(2));
  EXPECT_LE(size_of(drift(meter)), seconds(2));
  auto const all = alarms();
  ASSERT_EQ(all.size(), 1u) << "it was more than allowed";
  EXPECT_EQ(all[0].kind, AlarmKind::clock_off);
  EXPECT_THAT(all[0].detail, testing::AnyOf("-180 s", "-181 s")) << "it shows whole seconds";
  EXPECT_TRUE(all[0].closed_at.has_value()) << "and is right again";
}

TEST_F(ClocksTest, AreLeftAloneWhileNobodyKeepsOurOwnRight) {
  site.clock.set_synchronised(false);
  auto const& meter = open(seconds(-180));
  site.clock.pass(hours(20));
  EXPECT_EQ(drift(meter), seconds(-180));
  EXPECT_EQ(alarms().size(), 1u) << "a person should know all the same";
  site.clock.set_synchronised(true);
  site.clock.pass(days(1));
  EXPECT_LE(size_of(drift(meter)), seconds(2));
}

TEST_F(ClocksTest, AreWrittenWhenTheyAreFarOffAndThePasswordIsKnown) {
  auto const& meter = open(minutes(20), "02000000");
  site.clock.pass(minutes(2));
  EXPECT_LE(size_of(drift(meter)), seconds(2));
  EXPECT_TRUE(alarms().at(0).closed_at.has_value());
}

TEST_F(ClocksTest, OfOneWithoutAPasswordAreAMatterForAPerson) {
  auto const& meter = open(minutes(20));
  site.clock.pass(days(3));
  EXPECT_EQ(drift(meter), minutes(20));
  auto const all = alarms();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_FALSE(all[0].closed_at.has_value());
}

TEST_F(ClocksTest, OfOneThatRefusesThePasswordAreTriedOncePerLook) {
  auto const& meter = open(minutes(20), "02999999");
  site.clock.pass(hours(20));
  EXPECT_EQ(drift(meter), minutes(20));
  auto const all = alarms();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_FALSE(all[0].closed_at.has_value());
}

TEST_F(ClocksTest, AreNotMovedToAnotherDay) {
  auto const& meter = open(hours(20), "02000000");
  site.clock.pass(hours(2));
  EXPECT_EQ(drift(meter), hours(20));
  EXPECT_FALSE(alarms().at(0).closed_at.has_value());
}

TEST_F(ClocksTest, AreNotTouchedAroundMidnight) {
  site.clock.pass(hours(15) + minutes(35));  // 23:35
  auto const& meter = open(seconds(-180));
  site.clock.pass(minutes(54));
  EXPECT_EQ(drift(meter), seconds(-180));
  EXPECT_THAT(alarms(), testing::IsEmpty()) << "it was not even looked at";
  site.clock.pass(hours(2));
  EXPECT_LE(size_of(drift(meter)), seconds(2));
}

}  // namespace
}  // namespace e2ms::field
