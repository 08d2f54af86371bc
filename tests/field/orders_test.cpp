#include <algorithm>

#include "e2ms/query/alarm_list.hpp"
#include "e2ms/query/meter_page.hpp"
#include "fleet_bench.hpp"

namespace e2ms::field {
namespace {

using OrdersTest = FleetTest;

TEST_F(OrdersTest, AnOrderGoesBeforeThePollsThatAreDue) {
  open_gateway(20);
  for (auto& [unit, meter] : site.bus.meters) meter.delay = seconds(2);
  site.clock.pass(seconds(30));
  auto const frames = site.bus.end->written().size();
  wish(ids[19], Relay::open);
  auto const begin = site.clock.elapsed();
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[19]); }, minutes(1)));
  auto const order = site.bus.asked(20, 0x10);
  ASSERT_EQ(order.size(), 1u);
  EXPECT_LE(order[0] - begin, seconds(3)) << "at most the frame that was under way comes first";
  EXPECT_LE(site.bus.end->written().size() - frames, 4u);
  EXPECT_TRUE(site.bus.meters[20].open);
}

TEST_F(OrdersTest, AnOrderWakesASleepingLine) {
  open_gateway(1, hours(10));
  site.clock.pass(minutes(5));
  auto const before = site.clock.elapsed();
  wish(ids[0], Relay::open);
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[0]); }, seconds(2)));
  EXPECT_LE(site.bus.asked(1, 0x10).at(0) - before, milliseconds(100));
}

TEST_F(OrdersTest, AnOrderForALineThatIsDownComesFirstWhenItIsBack) {
  site.reachable = false;
  open_gateway(3);
  site.clock.pass(minutes(30));
  auto const attempts = site.dialled.size();
  wish(ids[2], Relay::open);
  site.clock.pass(milliseconds(100));
  EXPECT_GT(site.dialled.size(), attempts) << "a wish tries the line at once";
  site.reachable = true;
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[2]); }, minutes(1)));
  EXPECT_EQ(site.bus.end->written().at(0).bytes.at(0), 3) << "before any poll";
  EXPECT_TRUE(site.bus.meters[3].open);
}

TEST_F(OrdersTest, OrdersForDeadMetersStarveNobody) {
  open_gateway(6);
  site.clock.pass(seconds(30));
  for (Byte unit = 1; unit <= 5; ++unit) site.bus.meters[unit].silent = true;
  for (int meter = 0; meter < 5; ++meter) wish(ids[static_cast<std::size_t>(meter)], Relay::open);
  site.clock.pass(minutes(5));
  auto const before = readings(6);
  site.clock.pass(minutes(30));
  EXPECT_GE(readings(6) - before, 25u) << "polls go on between repeated orders";
  wish(ids[5], Relay::open);
  EXPECT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[5]); }, seconds(30)));
  for (Byte unit = 1; unit <= 5; ++unit) site.bus.meters[unit].silent = false;
  auto const all_open = [&] {
    return std::all_of(ids.begin(), ids.end(), [&](MeterId id) { return !site.order_open(id); });
  };
  EXPECT_TRUE(site.clock.pass_until(all_open, minutes(6))) << "and each order is still tried";
}

TEST_F(OrdersTest, AnAcknowledgedOrderIsNotBelievedUntilTheRelayIsReadBack) {
  open_gateway(1, hours(1));
  site.clock.pass(seconds(20));
  site.bus.meters[1].stuck = true;
  wish(ids[0], Relay::open);
  site.clock.pass(minutes(2));
  EXPECT_TRUE(site.order_open(ids[0]));
  auto const orders = site.bus.asked(1, 0x10);
  ASSERT_GE(orders.size(), 4u);
  EXPECT_LE(orders.size(), 7u);
  EXPECT_GT(orders[3] - orders[2], orders[2] - orders[1]) << "with growing pauses";
  EXPECT_GE(site.ask(query::SupplyGapOf{ids[0]})->attempts, 4);
  site.bus.meters[1].stuck = false;
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[0]); }, minutes(6)));
  EXPECT_TRUE(site.bus.meters[1].open);
}

TEST_F(OrdersTest, ARelayThatDoesNotTellItsStateIsOrderedAgainAndReported) {
  open_gateway(1, hours(1));
  site.clock.pass(seconds(20));
  site.bus.meters[1].refuses_state = true;
  wish(ids[0], Relay::open);
  site.clock.pass(minutes(2));
  EXPECT_GE(site.bus.asked(1, 0x10).size(), 3u);
  EXPECT_TRUE(site.order_open(ids[0])) << "an acknowledgement is still no state";
  auto const alarms = site.ask(
      query::Alarms{.project = site.project, .which = query::Alarms::Which::open, .at_most = 10});
  ASSERT_EQ(alarms.size(), 1u);
  EXPECT_EQ(alarms[0].meter, ids[0]);
}

TEST_F(OrdersTest, AnOrderBeforeWhichTheClockIsNotAnsweredCountsAsNotSent) {
  line = site.add_line(LineMode::dial_out);
  ids.push_back(site.add_station(line, "201000000012"));
  site.load();
  site.clock.pass(seconds(20));
  wish(ids[0], Relay::open);
  site.clock.pass(minutes(5));
  auto const gap = site.ask(query::SupplyGapOf{ids[0]});
  ASSERT_TRUE(gap.has_value());
  EXPECT_EQ(gap->attempts, 0);
}

TEST_F(OrdersTest, ARelayThatObeyedWithoutAWordIsNotOrderedAgain) {
  open_gateway(1, hours(1));
  site.clock.pass(seconds(20));
  site.bus.before_order = [&](Byte unit) {
    site.bus.meters[unit].open = true;
    site.bus.meters[unit].silent = true;
  };
  site.bus.meters[1].delay = seconds(30);
  wish(ids[0], Relay::open);
  site.clock.pass(seconds(40));
  site.bus.meters[1] = {.open = true};
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[0]); }, minutes(6)));
  EXPECT_EQ(site.bus.asked(1, 0x10).size(), 1u);
}

TEST_F(OrdersTest, TheNewestWishWinsWhenItChangesWhileAnOrderIsUnderWay) {
  open_gateway(1, hours(1));
  site.clock.pass(seconds(20));
  bool changed = false;
  site.bus.before_order = [&](Byte) {
    if (std::exchange(changed, true)) return;
    site.submit_later(hold(ids[0], Relay::closed, site.clock.now()));
  };
  wish(ids[0], Relay::open);
  ASSERT_TRUE(
      site.clock.pass_until([&] { return changed && !site.order_open(ids[0]); }, minutes(6)));
  site.clock.pass(minutes(1));
  EXPECT_FALSE(site.bus.meters[1].open);
  EXPECT_FALSE(site.order_open(ids[0]));
}

TEST_F(OrdersTest, OpenOrdersOfAnEarlierLifeAreCarriedOutAtTheStart) {
  line = site.add_line(LineMode::dial_out);
  ids.push_back(site.add_meter(line, 1));
  wish(ids[0], Relay::open);
  ASSERT_TRUE(site.order_open(ids[0]));
  site.load();
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[0]); }, seconds(5)));
  EXPECT_TRUE(site.bus.meters[1].open);
}

TEST_F(OrdersTest, OfALineThatIsNotThereKeepItsPausesWhenTheArchivesChange) {
  open_gateway(1);
  site.clock.pass(minutes(1));
  site.reachable = false;
  site.bus.end->hang_up();
  wish(ids[0], Relay::open);
  site.clock.pass(hours(1));
  auto const before = site.dialled.size();
  for (int i = 0; i < 30; ++i) {
    site.add_line(LineMode::dial_in, "SIM" + std::to_string(100 + i));
    site.clock.pass(seconds(20));
  }
  EXPECT_LE(site.dialled.size() - before, 3u) << "as often as without any change";
}

}  // namespace
}  // namespace e2ms::field
