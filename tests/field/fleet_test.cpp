#include "e2ms/field/fleet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conversation.hpp"
#include "e2ms/command/supply.hpp"
#include "e2ms/query/alarm_list.hpp"
#include "e2ms/query/meter_page.hpp"
#include "site.hpp"

namespace e2ms::field {
namespace {

using testing::ElementsAre;

command::HoldSupply hold(MeterId meter, std::optional<Relay> wanted, Instant at) {
  return {.meter = meter, .wanted = wanted, .at = at, .actor = "manager", .note = "test"};
}

class FleetTest : public testing::Test {
 protected:
  void open_gateway(int meters, Duration poll = minutes(1)) {
    line = site.add_line(LineMode::dial_out);
    for (int unit = 1; unit <= meters; ++unit)
      ids.push_back(site.add_meter(line, static_cast<Byte>(unit), poll));
    site.load();
  }
  void wish(MeterId meter, std::optional<Relay> wanted) {
    site.submit(hold(meter, wanted, site.clock.now()));
  }
  std::size_t readings(Byte unit) { return site.bus.asked(unit).size(); }

  Site site;
  LineId line;
  std::vector<MeterId> ids;
};

TEST_F(FleetTest, ReadsEveryMeterAtItsIntervalAndTellsTheStore) {
  open_gateway(2);
  site.clock.pass(minutes(10));
  for (auto const id : ids) {
    auto const last = site.last_read(id);
    ASSERT_TRUE(last.has_value());
    EXPECT_LE(site.clock.now() - *last, minutes(2));
  }
  EXPECT_EQ(site.fleet->lines_online(), 1u);
  EXPECT_THAT(site.dialled, testing::SizeIs(1));
}

TEST_F(FleetTest, DoesNotBeginUnderAClockThatLostItsTime) {
  open_gateway(1);
  site.clock.pass(minutes(3));
  ASSERT_TRUE(site.last_read(ids[0]).has_value());
  ASSERT_TRUE(site.stop());
  auto const today = site.clock.now();
  auto const before = readings(1);
  site.clock.set_wall(today - days(2));
  site.load();
  site.clock.pass(hours(1));
  EXPECT_EQ(readings(1), before);
  ASSERT_TRUE(site.stop());
  site.clock.set_wall(today - hours(23));
  site.load();
  site.clock.pass(hours(1));
  EXPECT_GT(readings(1), before);
}

TEST_F(FleetTest, AnOrderGoesBeforeThePollsThatAreDue) {
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

TEST_F(FleetTest, AnOrderWakesASleepingLine) {
  open_gateway(1, hours(10));
  site.clock.pass(minutes(5));
  auto const before = site.clock.elapsed();
  wish(ids[0], Relay::open);
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[0]); }, seconds(2)));
  EXPECT_LE(site.bus.asked(1, 0x10).at(0) - before, milliseconds(100));
}

TEST_F(FleetTest, AnOrderForALineThatIsDownComesFirstWhenItIsBack) {
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

TEST_F(FleetTest, DialsAgainAfterGrowingPauses) {
  site.reachable = false;
  open_gateway(1);
  site.clock.pass(seconds(70));
  EXPECT_THAT(site.dialled, ElementsAre(seconds(0), seconds(2), seconds(6), seconds(14),
                                        seconds(30), seconds(62)));
  site.clock.pass(hours(1));
  auto const last = site.dialled.size() - 1;
  EXPECT_EQ(site.dialled[last] - site.dialled[last - 1], minutes(5));
}

TEST_F(FleetTest, AGatewayThatAcceptsAndHangsUpIsDialledAfterGrowingPauses) {
  for (auto const after : {Duration{0}, milliseconds(300)}) {
    site.hangs_up_after = after;
    site.dialled.clear();
    if (ids.empty())
      open_gateway(1);
    else
      site.load();
    site.clock.pass(minutes(10));
    EXPECT_GE(site.dialled.size(), 6u);
    EXPECT_LE(site.dialled.size(), 10u);
    site.stop();
  }
}

TEST_F(FleetTest, ConnectsAgainAtOnceWhenAGoodLineBreaks) {
  open_gateway(1);
  site.clock.pass(minutes(2));
  site.bus.end->hang_up();
  site.clock.pass(milliseconds(10));
  EXPECT_EQ(site.dialled.size(), 2u);
  EXPECT_EQ(site.fleet->lines_online(), 1u);
}

TEST_F(FleetTest, AfterALateAnswerTheLineMustFallSilentBeforeTheNextFrame) {
  open_gateway(2);
  site.clock.pass(minutes(3));
  auto const late = milliseconds(3300);
  site.bus.meters[1].delay = late;
  auto const before = readings(1);
  ASSERT_TRUE(site.clock.pass_until([&] { return readings(1) > before; }, minutes(2)));
  auto const asked = site.bus.asked(1).back();
  auto const frames = site.bus.end->written().size();
  ASSERT_TRUE(
      site.clock.pass_until([&] { return site.bus.end->written().size() > frames; }, minutes(2)));
  EXPECT_GE(site.bus.end->written().back().at, asked + late + Conversation::kQuiet);
}

TEST_F(FleetTest, ALateAnswerOfOneMeterIsNotTakenForAnothers) {
  open_gateway(2);
  site.bus.meters[1].energy_wh = 111'111;
  site.bus.meters[1].delay = seconds(6);
  site.bus.meters[2].energy_wh = 222'222;
  site.clock.pass(minutes(10));
  auto const second = site.last_read(ids[1]);
  ASSERT_TRUE(second.has_value());
  auto const stored = site.ask(query::ReadingAt{ids[1], *second});
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->total.wh(), 222'222);
  EXPECT_LE(site.clock.now() - *second, minutes(2));
}

TEST_F(FleetTest, ASilentMeterDoesNotStarveTheOthers) {
  open_gateway(3);
  site.bus.meters[2].silent = true;
  site.clock.pass(minutes(30));
  EXPECT_GE(readings(1), 28u);
  EXPECT_GE(readings(3), 28u);
  EXPECT_FALSE(site.last_read(ids[1]).has_value());
  site.bus.meters[2].silent = false;
  site.clock.pass(minutes(10));
  EXPECT_TRUE(site.last_read(ids[1]).has_value());
}

TEST_F(FleetTest, MetersThatTheirGatewayDoesNotReachDoNotMakeTheLineSuspect) {
  open_gateway(4);
  for (auto& [unit, meter] : site.bus.meters) meter.unreached = true;
  site.clock.pass(hours(1));
  for (Byte unit = 1; unit <= 4; ++unit) EXPECT_GE(readings(unit), 16u) << int{unit};
}

TEST_F(FleetTest, AMeterThatRefusedForAWhileIsReadAgain) {
  open_gateway(1);
  site.bus.meters[1].refuses = true;
  site.clock.pass(minutes(10));
  ASSERT_FALSE(site.last_read(ids[0]).has_value());
  site.bus.meters[1].refuses = false;
  site.clock.pass(minutes(10));
  EXPECT_TRUE(site.last_read(ids[0]).has_value());
}

TEST_F(FleetTest, WhatAMeterLacksIsAskedForAgainOnlyOnANewConnectionAndOnceADay) {
  open_gateway(1);
  site.bus.meters[1].refuses_state = true;
  site.clock.pass(minutes(10));
  auto const asked = site.bus.states_asked(1);
  ASSERT_GE(asked, 1u);
  site.clock.pass(hours(20));
  EXPECT_EQ(site.bus.states_asked(1), asked);
  site.bus.end->hang_up();
  site.clock.pass(minutes(10));
  EXPECT_EQ(site.bus.states_asked(1), 2 * asked) << "the new connection may lead to another meter";
  site.clock.pass(hours(23));
  EXPECT_EQ(site.bus.states_asked(1), 2 * asked);
  site.clock.pass(hours(2));
  EXPECT_EQ(site.bus.states_asked(1), 3 * asked);
}

TEST_F(FleetTest, OrdersForDeadMetersStarveNobody) {
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

TEST_F(FleetTest, AnAcknowledgedOrderIsNotBelievedUntilTheRelayIsReadBack) {
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

TEST_F(FleetTest, ARelayThatDoesNotTellItsStateIsOrderedAgainAndReported) {
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

TEST_F(FleetTest, AnOrderBeforeWhichTheClockIsNotAnsweredCountsAsNotSent) {
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

TEST_F(FleetTest, ARelayThatObeyedWithoutAWordIsNotOrderedAgain) {
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

TEST_F(FleetTest, TheNewestWishWinsWhenItChangesWhileAnOrderIsUnderWay) {
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

TEST_F(FleetTest, OpenOrdersOfAnEarlierLifeAreCarriedOutAtTheStart) {
  line = site.add_line(LineMode::dial_out);
  ids.push_back(site.add_meter(line, 1));
  wish(ids[0], Relay::open);
  ASSERT_TRUE(site.order_open(ids[0]));
  site.load();
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[0]); }, seconds(5)));
  EXPECT_TRUE(site.bus.meters[1].open);
}

TEST_F(FleetTest, ADoubtfulReadingIsReadAgainAtOnce) {
  open_gateway(1, hours(1));
  site.clock.pass(seconds(20));
  site.bus.meters[1].energy_wh = 0;
  auto const before = readings(1);
  ASSERT_TRUE(site.clock.pass_until([&] { return readings(1) > before; }, hours(2)));
  auto const frames = readings(1);
  site.clock.pass(seconds(10));
  EXPECT_GT(readings(1), frames);
  auto const after = readings(1);
  site.clock.pass(minutes(20));
  EXPECT_EQ(readings(1), after) << "but not for ever";
}

TEST_F(FleetTest, AMeterAddedLaterIsReadWithoutARestart) {
  open_gateway(1);
  site.clock.pass(minutes(1));
  auto const added = site.add_meter(line, 7);
  site.clock.pass(minutes(1));
  EXPECT_TRUE(site.last_read(added).has_value());
}

TEST_F(FleetTest, AChangeThatCouldNotBeReadIsReadLater) {
  open_gateway(1);
  site.clock.pass(minutes(1));
  auto const added = site.add_meter(line, 7);
  site.field_store.deaf = true;
  // The announcement is heard while the store answers nothing.
  site.fleet->hear(std::vector{store::Announcement{store::Announcement::Kind::archive, 0}});
  site.clock.pass(seconds(20));
  site.field_store.deaf = false;
  site.clock.pass(minutes(2));
  EXPECT_TRUE(site.last_read(added).has_value());
}

TEST_F(FleetTest, BeginsWhenTheStoreAnswersAndCanBeStoppedBefore) {
  site.field_store.deaf = true;
  open_gateway(1);
  site.clock.pass(minutes(1));
  EXPECT_TRUE(site.stop());
  site.load();
  site.clock.pass(seconds(3));
  site.field_store.deaf = false;
  site.clock.pass(minutes(2));
  EXPECT_TRUE(site.last_read(ids[0]).has_value());
}

TEST_F(FleetTest, ACallingGatewayIsServedAndReplacedByItsNewCall) {
  auto const dtu = site.add_line(LineMode::dial_in, "SIM000001");
  ids.push_back(site.add_meter(dtu, 1));
  site.load();
  ASSERT_TRUE(site.fleet->dtu("SIM000001").has_value());
  EXPECT_FALSE(site.fleet->dtu("SIM000002").has_value());
  EXPECT_EQ(site.fleet->callers().hear(bytes_of("SIM000001"), true).id, "SIM000001");
  EXPECT_TRUE(site.fleet->callers().hear(bytes_of("SIM0000012"), true).id.empty());
  site.clock.pass(minutes(5));
  EXPECT_EQ(site.fleet->lines_online(), 0u);

  site.fleet->arrive("SIM000001", site.bus.end->line("first"));
  site.clock.pass(minutes(2));
  ASSERT_TRUE(site.last_read(ids[0]).has_value());

  FakeBus second(site.clock);
  second.meters = site.bus.meters;
  site.bus.meters[1].silent = true;
  auto const before = readings(1);
  ASSERT_TRUE(site.clock.pass_until([&] { return readings(1) > before; }, minutes(2)));
  site.fleet->arrive("SIM000001", second.end->line("second"));
  EXPECT_FALSE(site.bus.end->is_open());
  site.clock.pass(minutes(2));
  EXPECT_FALSE(second.asked(1).empty());
  EXPECT_EQ(site.fleet->lines_online(), 1u);
  site.stop();
}

TEST_F(FleetTest, EndsWhileItSleepsWaitsForAnAnswerOrDials) {
  open_gateway(1);
  site.clock.pass(minutes(2));
  EXPECT_TRUE(site.stop());
  site.load();
  site.bus.meters[1].silent = true;
  auto const before = readings(1);
  ASSERT_TRUE(site.clock.pass_until([&] { return readings(1) > before; }, minutes(3)));
  EXPECT_TRUE(site.stop());
  site.reachable = false;
  site.load();
  site.clock.pass(seconds(3));
  EXPECT_TRUE(site.stop());
}

}  // namespace
}  // namespace e2ms::field
