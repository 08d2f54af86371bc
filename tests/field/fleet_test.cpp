#include "e2ms/field/fleet.hpp"

#include <gmock/gmock.h>

#include "conversation.hpp"
#include "e2ms/query/meter_page.hpp"
#include "fleet_bench.hpp"

namespace e2ms::field {
namespace {

using testing::ElementsAre;

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

TEST_F(FleetTest, LeavesAMeterAloneWhoseModelMeasuresAnotherMedium) {
  line = site.add_line(LineMode::dial_out);
  auto const station = site.add_station(line, "201000000012");
  auto const beside = site.add_meter(line, 1);
  site.station_model = site.water_model;
  site.load();
  site.clock.pass(hours(2));
  EXPECT_FALSE(site.last_read(station).has_value());
  EXPECT_TRUE(site.last_read(beside).has_value());
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

TEST_F(FleetTest, WhatAMeterLacksIsAskedForAgainOnceADayWhateverHappensMeanwhile) {
  open_gateway(1);
  site.bus.meters[1].refuses_state = true;
  site.clock.pass(minutes(10));
  auto const asked = site.bus.states_asked(1);
  ASSERT_GE(asked, 1u);
  site.clock.pass(hours(20));
  EXPECT_EQ(site.bus.states_asked(1), asked);
  site.bus.end->hang_up();
  site.clock.pass(minutes(10));
  EXPECT_EQ(site.bus.states_asked(1), asked) << "a new connection leads to the same meter";
  ASSERT_TRUE(site.stop());
  site.load();
  site.clock.pass(minutes(10));
  EXPECT_EQ(site.bus.states_asked(1), asked) << "nor does a restart forget it";
  site.clock.pass(hours(4));
  EXPECT_EQ(site.bus.states_asked(1), 2 * asked) << "but a meter may have learnt it by now";
}

TEST_F(FleetTest, WhatAMeterLackedIsForgottenWhenItAnswersWithSomethingElse) {
  open_gateway(1);
  site.bus.meters[1].refuses_state = true;
  site.clock.pass(minutes(10));
  site.bus.meters[1].refuses = true;
  site.clock.pass(minutes(3));
  site.bus.meters[1].refuses = false;
  auto const asked = site.bus.states_asked(1);
  site.clock.pass(minutes(10));
  EXPECT_GT(site.bus.states_asked(1), asked) << "it may be another meter";
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

TEST_F(FleetTest, AFullQueueIsNoFaultOfTheMeter) {
  open_gateway(2);
  site.clock.pass(minutes(5));
  site.field_store.full = true;
  site.clock.pass(hours(1));
  site.field_store.full = false;
  site.clock.pass(seconds(15));
  for (auto const id : ids) EXPECT_LE(site.clock.now() - *site.last_read(id), seconds(15));
}

TEST_F(FleetTest, NobodyIsPolledWhileTheStoreIsBusyButOrdersGoOut) {
  open_gateway(3);
  site.clock.pass(minutes(5));
  site.field_store.queued = 5'000;
  auto const before = readings(1) + readings(2);
  site.clock.pass(minutes(10));
  EXPECT_EQ(readings(1) + readings(2), before);
  wish(ids[2], Relay::open);
  EXPECT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[2]); }, seconds(10)));
  site.field_store.queued = 0;
  site.clock.pass(seconds(15));
  EXPECT_GT(readings(1) + readings(2), before);
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
