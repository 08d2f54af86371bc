#include <map>
#include <set>

#include "agenda_bench.hpp"

namespace e2ms::field {
namespace {

TEST(Agenda, WithoutMetersThereIsOnlyRest) {
  Agenda const agenda;
  auto const step = agenda.next(seconds(5));
  EXPECT_EQ(step.kind, Step::Kind::rest);
  EXPECT_GT(step.until, seconds(5));
}

TEST(Agenda, ReadsANewMeterWithinTheFirstRound) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(1)), std::nullopt, seconds(100));
  auto const [meter, at] = next_poll(agenda, seconds(100));
  EXPECT_EQ(meter, kFirst);
  EXPECT_LE(at, seconds(100) + Agenda::kFirstRound);
}

TEST(Agenda, LeavesAFreshlyReadMeterForItsTime) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(1)), minutes(1), seconds(0));
  auto const [meter, at] = next_poll(agenda, seconds(0));
  EXPECT_GE(at, minutes(29));
  EXPECT_LE(at, minutes(90));
}

TEST(Agenda, KeepsTheIntervalWhateverThePollTook) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  auto [meter, at] = next_poll(agenda, {});
  agenda.poll_answered(kFirst, at);
  auto const first = next_poll(agenda, at).second;
  agenda.poll_answered(kFirst, first + milliseconds(300));
  auto const second = next_poll(agenda, first).second;
  EXPECT_EQ(second - first, kMinute);
  agenda.poll_answered(kFirst, second + seconds(20));
  EXPECT_EQ(next_poll(agenda, second + seconds(20)).second - second, kMinute);
}

TEST(Agenda, SpreadsTheMetersOfALineOverTheInterval) {
  Agenda agenda;
  std::map<std::int64_t, int> tenths;
  for (std::int64_t id = 1; id <= 1000; ++id)
    agenda.add(MeterId{id}, every(kMinute), seconds(0), {});
  for (int polls = 0; polls < 1000; ++polls) {
    auto const [meter, at] = next_poll(agenda, {});
    ++tenths[(at.ms / 6000) % 10];
    agenda.poll_answered(meter, minutes(5));
  }
  ASSERT_EQ(tenths.size(), 10u);
  for (auto const& [tenth, count] : tenths) {
    EXPECT_GT(count, 60) << tenth;
    EXPECT_LT(count, 140) << tenth;
  }
}

TEST(Agenda, PutsAnOrderBeforeEveryPoll) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  agenda.add(kSecond, every(kMinute), std::nullopt, {});
  auto const late = hours(1);
  ASSERT_EQ(agenda.next(late).kind, Step::Kind::poll);
  agenda.want(kSecond);
  EXPECT_TRUE(is_order(agenda.next(late), kSecond));
  EXPECT_TRUE(agenda.order_due(late));
  agenda.order_looked_at(kSecond);
  agenda.order_done(kSecond);
  EXPECT_EQ(agenda.next(late).kind, Step::Kind::poll);
}

TEST(Agenda, TriesAnOrderAgainAfterGrowingPauses) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(10)), seconds(0), {});
  agenda.want(kFirst);
  Duration now{};
  for (std::int64_t const pause : {2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
    ASSERT_TRUE(is_order(agenda.next(now), kFirst));
    agenda.order_looked_at(kFirst);
    agenda.order_tried(kFirst, kDecision, {}, now);
    EXPECT_FALSE(agenda.order_due(now + seconds(pause) - milliseconds(1))) << pause;
    now = now + seconds(pause);
    EXPECT_TRUE(agenda.order_due(now)) << pause;
  }
}

TEST(Agenda, LooksAtOnceAtANewWishAndForgetsThePausesOfAnotherDecision) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(10)), seconds(0), {});
  agenda.want(kFirst);
  agenda.order_looked_at(kFirst);
  for (int i = 0; i < 5; ++i) agenda.order_tried(kFirst, kDecision, {}, {});
  ASSERT_FALSE(agenda.order_due(seconds(10)));

  agenda.want(kFirst);
  ASSERT_TRUE(agenda.order_due(seconds(10)));
  agenda.order_looked_at(kFirst);
  EXPECT_TRUE(agenda.order_rests(kFirst, kDecision, seconds(10))) << "the same decision waits on";
  EXPECT_FALSE(agenda.order_due(seconds(10)));
  DecisionId const other{8};
  EXPECT_FALSE(agenda.order_rests(kFirst, other, seconds(10)));
  agenda.order_tried(kFirst, other, {}, seconds(10));
  EXPECT_TRUE(agenda.order_due(seconds(12)));
}

TEST(Agenda, LooksAtANewWishBeforeItRepeatsAnOldOneAndRepeatsTheOldestFirst) {
  Agenda agenda;
  MeterId const third{3};
  for (auto const meter : {kFirst, kSecond, third}) {
    agenda.add(meter, every(hours(10)), seconds(0), {});
    agenda.want(meter);
    agenda.order_looked_at(meter);
  }
  agenda.order_tried(kSecond, kDecision, {}, seconds(1));
  agenda.order_tried(kFirst, kDecision, {}, seconds(2));
  agenda.order_tried(third, kDecision, {}, seconds(3));
  EXPECT_TRUE(is_order(agenda.next(minutes(1)), kSecond));
  agenda.want(third);
  EXPECT_TRUE(is_order(agenda.next(minutes(1)), third));
}

TEST(Agenda, ATryThatTookLongRestsLonger) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(10)), seconds(0), {});
  agenda.want(kFirst);
  agenda.order_looked_at(kFirst);
  agenda.order_tried(kFirst, kDecision, seconds(10), seconds(10));
  EXPECT_FALSE(agenda.order_due(seconds(39)));
  EXPECT_TRUE(agenda.order_due(seconds(40))) << "at most a quarter of the bus";
}

TEST(Agenda, LetsAnOverduePollThroughBetweenTwoRepeatedOrders) {
  Agenda agenda;
  MeterId const third{3};
  for (auto const meter : {kFirst, kSecond}) {
    agenda.add(meter, every(hours(10)), seconds(0), {});
    agenda.want(meter);
    agenda.order_looked_at(meter);
  }
  agenda.add(third, every(kMinute), std::nullopt, {});
  agenda.order_tried(kFirst, kDecision, {}, {});
  auto const now = minutes(2);
  EXPECT_TRUE(is_poll(agenda.next(now), third));
  EXPECT_FALSE(agenda.order_due(now)) << "nothing interrupts it";
  agenda.want(kSecond);
  EXPECT_TRUE(is_order(agenda.next(now), kSecond)) << "but a new wish";
  agenda.order_looked_at(kSecond);
  agenda.order_done(kSecond);
  agenda.poll_answered(third, now);
  EXPECT_TRUE(is_order(agenda.next(now), kFirst));
}

TEST(Agenda, KeepsAWishThatCameWhileTheOrderWasUnderWay) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(10)), seconds(0), {});
  agenda.want(kFirst);
  agenda.order_looked_at(kFirst);
  agenda.want(kFirst);
  agenda.order_done(kFirst);
  EXPECT_TRUE(agenda.order_due({}));
}

TEST(Agenda, ASilentMeterBacksOffAndLeavesTheLineToTheOthers) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  agenda.add(kSecond, every(kMinute), std::nullopt, {});
  std::map<MeterId, int> polls;
  Duration now{};
  auto const spent = seconds(4);
  while (now < hours(1)) {
    auto const step = agenda.next(now);
    if (step.kind == Step::Kind::rest) {
      now = step.until;
      continue;
    }
    ++polls[step.meter];
    if (step.meter == kFirst) {
      now = now + spent;
      agenda.poll_silent(kFirst, spent, now);
    } else {
      now = now + milliseconds(200);
      agenda.poll_answered(kSecond, now);
    }
  }
  EXPECT_GE(polls[kSecond], 59) << "the healthy meter keeps its interval";
  EXPECT_GE(polls[kFirst], 10) << "the silent one is still asked";
  EXPECT_LE(polls[kFirst] * spent.ms, hours(1).ms / 10) << "at most a tenth of the bus";
}

TEST(Agenda, AMeterThatAnswersAgainReturnsToItsInterval) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  Duration now = minutes(10);
  for (int i = 0; i < 8; ++i) agenda.poll_silent(kFirst, seconds(3), now);
  ASSERT_GT(next_poll(agenda, now).second, now + minutes(4));
  agenda.poll_answered(kFirst, now);
  EXPECT_LE(next_poll(agenda, now).second, now + seconds(91));
  EXPECT_FALSE(agenda.line_silent());
}

TEST(Agenda, ThreeSilentMetersInARowSuspectTheLine) {
  Agenda agenda;
  for (std::int64_t id = 1; id <= 20; ++id)
    agenda.add(MeterId{id}, every(kMinute), std::nullopt, {});
  auto now = minutes(5);
  for (int i = 0; i < 3; ++i) {
    auto const step = agenda.next(now);
    ASSERT_EQ(step.kind, Step::Kind::poll);
    agenda.poll_silent(step.meter, {}, now);
  }
  EXPECT_TRUE(agenda.line_silent());
  for (std::int64_t const pause : {2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
    EXPECT_EQ(agenda.next(now + seconds(pause) - milliseconds(1)).kind, Step::Kind::rest);
    now = now + seconds(pause);
    auto const step = agenda.next(now);
    ASSERT_EQ(step.kind, Step::Kind::poll) << pause;
    agenda.poll_silent(step.meter, {}, now);
  }
  agenda.poll_answered(kSecond, now);
  EXPECT_FALSE(agenda.line_silent());
  EXPECT_EQ(agenda.next(now).kind, Step::Kind::poll);
}

TEST(Agenda, AnOrderEndsTheSuspicionOfALine) {
  Agenda agenda;
  for (std::int64_t id = 1; id <= 20; ++id)
    agenda.add(MeterId{id}, every(kMinute), std::nullopt, {});
  auto const now = minutes(5);
  for (std::int64_t id = 1; id <= 3; ++id) agenda.poll_silent(MeterId{id}, {}, now);
  ASSERT_EQ(agenda.next(now).kind, Step::Kind::rest);
  agenda.want(MeterId{9});
  EXPECT_TRUE(is_order(agenda.next(now), MeterId{9}));
  agenda.order_looked_at(MeterId{9});
  agenda.order_done(MeterId{9});
  EXPECT_EQ(agenda.next(now).kind, Step::Kind::poll);
}

TEST(Agenda, ARefusalSaysNothingAgainstTheLine) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  for (int i = 0; i < 5; ++i) agenda.poll_refused(kFirst, minutes(1));
  EXPECT_FALSE(agenda.line_silent());
  EXPECT_GT(next_poll(agenda, minutes(1)).second, minutes(2));
}

TEST(Agenda, AMeterThatItsGatewayDoesNotReachSaysNothingAgainstTheLine) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  for (int i = 0; i < 5; ++i) agenda.poll_unreached(kFirst, seconds(1), minutes(1));
  EXPECT_FALSE(agenda.line_silent());
  EXPECT_GT(next_poll(agenda, minutes(1)).second, minutes(2));
}

TEST(Agenda, ReadsADoubtfulMeterOnceMoreAtOnceAndThenAtItsTime) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  auto const now = minutes(10);
  agenda.poll_doubtful(kFirst, now);
  EXPECT_TRUE(is_poll(agenda.next(now), kFirst));
  agenda.poll_doubtful(kFirst, now);
  EXPECT_GE(next_poll(agenda, now).second, now + seconds(30));
}

TEST(Agenda, AReadingThatCouldNotBeKeptIsTakenAgainSoonHoweverOften) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(1)), std::nullopt, {});
  Duration now = minutes(5);
  for (int i = 0; i < 10; ++i) {
    agenda.poll_unkept(kFirst, now);
    auto const next = next_poll(agenda, now).second;
    EXPECT_LE(next - now, seconds(10));
    now = next;
  }
  EXPECT_FALSE(agenda.line_silent());
}

TEST(Agenda, ForgetsAMeterThatWasTakenAway) {
  Agenda agenda;
  agenda.add(kFirst, every(kMinute), std::nullopt, {});
  agenda.want(kFirst);
  agenda.remove(kFirst);
  agenda.poll_answered(kFirst, minutes(1));
  agenda.order_done(kFirst);
  EXPECT_EQ(agenda.next(hours(1)).kind, Step::Kind::rest);
}

TEST(Agenda, TakesAChangedInterval) {
  Agenda agenda;
  agenda.add(kFirst, every(hours(10)), seconds(0), {});
  agenda.add(kFirst, every(kMinute), seconds(0), {});
  EXPECT_EQ(agenda.meters().size(), 1u);
  EXPECT_LE(next_poll(agenda, {}).second, seconds(90));
}

}  // namespace
}  // namespace e2ms::field
