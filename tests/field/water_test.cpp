#include <gtest/gtest.h>

#include "e2ms/query/alarm_list.hpp"
#include "e2ms/query/meter_page.hpp"
#include "fleet_bench.hpp"

// Water meters on a line, played by the simulator, which shares no code with the dialogues.

namespace e2ms::field {
namespace {

class WaterTest : public FleetTest {
 protected:
  static constexpr char kAddress[] = "00000805000001";

  MeterId open(bool valve) {
    line = site.add_line(LineMode::dial_out);
    e2ms_sim::MeterSpec spec;
    spec.address = kAddress;
    spec.model = e2ms_sim::Model::cjt188_water;
    spec.initial_wh = 1'234'560;
    spec.peak_w = 500;
    meter_ = &site.bus.add_station(spec);
    return site.add_water(line, kAddress, valve);
  }
  std::vector<query::StoredReading> readings_of(MeterId meter) {
    return site.ask(query::Readings{.meter = meter,
                                    .from = Instant{0},
                                    .to = site.clock.now(),
                                    .which = query::Readings::Which::all,
                                    .at_most = 100});
  }
  std::vector<query::Alarms::Alarm> alarms() {
    return site.ask(
        query::Alarms{.project = site.project, .which = query::Alarms::Which::open, .at_most = 10});
  }

  e2ms_sim::Meter* meter_ = nullptr;
};

TEST_F(WaterTest, IsReadInLitresWithTheOthersOfItsLine) {
  auto const water = open(false);
  auto const beside = site.add_meter(line, 1);
  site.load();
  site.clock.pass(hours(3));
  auto const readings = readings_of(water);
  ASSERT_GE(readings.size(), 3U);
  auto const& newest = readings.front();
  // The meter shows 10 L.
  EXPECT_EQ(newest.total.wh(), meter_->energy_wh() / 10 * 10);
  EXPECT_GE(newest.total.wh(), 1'234'560);
  EXPECT_EQ(newest.verdict, ReadingVerdict::accepted);
  EXPECT_FALSE(newest.relay.has_value()) << "nobody said that its valve is under control";
  EXPECT_TRUE(site.last_read(beside).has_value());
}

TEST_F(WaterTest, ShutsItsValveAndOpensItAgain) {
  auto const water = open(true);
  site.load();
  site.clock.pass(minutes(1));
  EXPECT_EQ(readings_of(water).front().relay, Relay::closed) << "water flows";
  wish(water, Relay::open);
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(water); }, minutes(2)));
  EXPECT_TRUE(meter_->state().relay_open);
  wish(water, Relay::closed);
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(water); }, minutes(2)));
  EXPECT_FALSE(meter_->state().relay_open);
}

TEST_F(WaterTest, OrdersNoValveThatIsNotUnderControl) {
  auto const water = open(false);
  site.load();
  site.clock.pass(minutes(1));
  wish(water, Relay::open);
  site.clock.pass(hours(1));
  EXPECT_FALSE(meter_->state().relay_open);
}

TEST_F(WaterTest, RaisesAnAlarmWhileItsBatteryIsLow) {
  auto const water = open(false);
  site.load();
  meter_->set_battery_low(true);
  site.clock.pass(minutes(1));
  ASSERT_EQ(alarms().size(), 1U);
  EXPECT_EQ(alarms().front().kind, AlarmKind::battery_low);
  EXPECT_EQ(alarms().front().meter, water);
  meter_->set_battery_low(false);
  site.clock.pass(hours(2));
  EXPECT_TRUE(alarms().empty());
}

}  // namespace
}  // namespace e2ms::field
