#include "e2ms/command/want_reading.hpp"
#include "e2ms/query/meter_page.hpp"
#include "fleet_bench.hpp"

namespace e2ms::field {
namespace {

/// A person wants to know now what a meter reads.
class AsksTest : public FleetTest {
 protected:
  void ask(MeterId meter) { site.submit(command::WantReading{meter, site.clock.now(), "manager"}); }
  std::optional<ReadOutcome> outcome(MeterId meter) {
    return site.ask(query::ReadWishOf{meter}).value().outcome;
  }
  bool comes_to(MeterId meter, ReadOutcome wanted, Duration within) {
    return site.clock.pass_until([&] { return outcome(meter) == wanted; }, within);
  }
};

TEST_F(AsksTest, AreAnsweredBeforeThePollsThatAreDue) {
  open_gateway(30);
  for (auto& [unit, meter] : site.bus.meters) meter.delay = seconds(2);
  site.clock.pass(minutes(5));
  auto const frames = site.bus.end->written().size();
  ask(ids[17]);
  EXPECT_TRUE(comes_to(ids[17], ReadOutcome::read, seconds(8)));
  EXPECT_LE(site.bus.end->written().size() - frames, 4u) << "at most one frame comes first";
  auto const last = site.last_read(ids[17]);
  ASSERT_TRUE(last.has_value());
  EXPECT_LE(site.clock.now() - *last, seconds(5));
}

TEST_F(AsksTest, WakeASleepingLineAndLeaveTheMeterItsRhythm) {
  open_gateway(1, hours(10));
  site.clock.pass(minutes(5));
  ask(ids[0]);
  EXPECT_TRUE(comes_to(ids[0], ReadOutcome::read, seconds(2)));
  auto const before = readings(1);
  site.clock.pass(hours(1));
  EXPECT_EQ(readings(1), before);
}

TEST_F(AsksTest, ComeAfterAnOrder) {
  open_gateway(20);
  for (auto& [unit, meter] : site.bus.meters) meter.delay = seconds(2);
  site.clock.pass(minutes(3));
  ask(ids[5]);
  wish(ids[9], Relay::open);
  ASSERT_TRUE(site.clock.pass_until([&] { return !site.order_open(ids[9]); }, minutes(1)));
  EXPECT_FALSE(outcome(ids[5]).has_value());
  EXPECT_TRUE(comes_to(ids[5], ReadOutcome::read, seconds(8)));
}

TEST_F(AsksTest, OfASilentMeterEndWithoutAnAnswerAndTheOthersGoOn) {
  open_gateway(3);
  site.bus.meters[2].silent = true;
  site.clock.pass(minutes(30));
  ask(ids[1]);
  EXPECT_TRUE(comes_to(ids[1], ReadOutcome::no_answer, seconds(15)));
  auto const before = readings(1);
  site.clock.pass(minutes(10));
  EXPECT_GE(readings(1) - before, 9u);
  site.bus.meters[2].silent = false;
  ask(ids[1]);
  EXPECT_TRUE(comes_to(ids[1], ReadOutcome::read, seconds(15))) << "whatever its pause is";
}

TEST_F(AsksTest, OfAMeterThatRefusesSaySo) {
  open_gateway(1);
  site.clock.pass(minutes(2));
  site.bus.meters[1].refuses = true;
  ask(ids[0]);
  EXPECT_TRUE(comes_to(ids[0], ReadOutcome::refused, seconds(15)));
}

TEST_F(AsksTest, EndAfterAWhileWhenThereIsNoLine) {
  site.reachable = false;
  open_gateway(1);
  auto const called = site.add_line(LineMode::dial_in, "SIM000001");
  ids.push_back(site.add_meter(called, 2));
  site.clock.pass(minutes(30));
  for (auto const id : ids) ask(id);
  site.clock.pass(kReadPatience - seconds(1));
  for (auto const id : ids) EXPECT_FALSE(outcome(id).has_value());
  for (auto const id : ids) EXPECT_TRUE(comes_to(id, ReadOutcome::line_down, minutes(6)));
}

TEST_F(AsksTest, StayAskedUntilTheReadingIsKept) {
  open_gateway(1, hours(10));
  site.clock.pass(minutes(5));
  ask(ids[0]);
  site.field_store.full = true;
  auto const before = readings(1);
  site.clock.pass(seconds(31));
  EXPECT_GE(readings(1) - before, 4u);
  EXPECT_LE(readings(1) - before, 14u) << "with a rest, two frames each time";
  site.field_store.full = false;
  EXPECT_TRUE(comes_to(ids[0], ReadOutcome::read, seconds(6)));
  auto const after = readings(1);
  site.clock.pass(minutes(2));
  EXPECT_EQ(readings(1), after);
}

TEST_F(AsksTest, OfAnEarlierLifeAreAnsweredAtTheStart) {
  line = site.add_line(LineMode::dial_out);
  ids.push_back(site.add_meter(line, 1, hours(1)));
  ask(ids[0]);
  site.load();
  EXPECT_TRUE(comes_to(ids[0], ReadOutcome::read, seconds(5)));
}

}  // namespace
}  // namespace e2ms::field
