#include "chores.hpp"

#include <gtest/gtest.h>

#include <map>

namespace e2ms::field {
namespace {

constexpr MeterId kFirst{1};
constexpr MeterId kSecond{2};

constexpr Chore kClock{Chore::Kind::clock, kFirst};
constexpr Chore kOther{Chore::Kind::clock, kSecond};

bool all(MeterId) {
  return true;
}

TEST(Chores, BeginSoonWithAClockThatNobodyLookedAt) {
  auto const due = clock_due(kFirst, days(1), std::nullopt, seconds(100));
  EXPECT_GE(due, seconds(100));
  EXPECT_LE(due, seconds(100) + Chores::kFirstRound);
  EXPECT_EQ(clock_due(kFirst, days(1), days(2), seconds(100)), due) << "or long ago";
}

TEST(Chores, LeaveAClockThatWasLookedAtForItsTime) {
  auto const due = clock_due(kFirst, days(1), hours(1), {});
  EXPECT_GE(due, hours(11));
  EXPECT_LE(due, hours(35));
}

TEST(Chores, SpreadTheClocksOverTheInterval) {
  std::map<std::int64_t, int> by_tenth;
  for (std::int64_t id = 1; id <= 1000; ++id)
    ++by_tenth[clock_due(MeterId{id}, days(1), Duration{}, {}).ms * 10 / days(1).ms % 10];
  ASSERT_EQ(by_tenth.size(), 10u);
  for (auto const& [tenth, count] : by_tenth) {
    EXPECT_GT(count, 60) << tenth;
    EXPECT_LT(count, 140) << tenth;
  }
}

TEST(Chores, ThatArePutOffHaveHadTheirTurn) {
  Chores chores;
  chores.add(kClock, {});
  chores.add(kOther, {});
  for (int i = 0; i < Chores::kPollsBetween; ++i) chores.polled();
  ASSERT_TRUE(chores.next(true, minutes(1), all).has_value());
  chores.put_off(kClock, minutes(30));
  EXPECT_FALSE(chores.next(true, minutes(1), all).has_value()) << "polls come between";
}

TEST(Chores, GoInTheOrderInWhichTheyAreDue) {
  Chores chores;
  Chore const freeze{Chore::Kind::freeze, kFirst};
  chores.add(kClock, minutes(3));
  chores.add(freeze, minutes(2));
  chores.add(kOther, minutes(1));
  EXPECT_FALSE(chores.next(false, seconds(59), all).has_value());
  EXPECT_EQ(chores.next_due({}), minutes(1));
  EXPECT_EQ(chores.next(false, minutes(5), all), kOther);
  chores.done(kOther, days(1));
  EXPECT_EQ(chores.next(false, minutes(5), all), freeze);
  chores.put_off(freeze, minutes(30));
  EXPECT_EQ(chores.next(false, minutes(5), all), kClock);
  chores.add(kClock, days(3));
  EXPECT_EQ(chores.next(false, minutes(5), all), kClock) << "it keeps its time";
}

TEST(Chores, WaitForThePollsButNotForEver) {
  Chores chores;
  chores.add(kClock, {});
  auto const now = minutes(5);
  for (int i = 0; i < Chores::kPollsBetween; ++i) {
    EXPECT_FALSE(chores.next(true, now, all).has_value());
    chores.polled();
  }
  EXPECT_EQ(chores.next(true, now, all), kClock);
  chores.done(kClock, now);
  EXPECT_FALSE(chores.next(true, now, all).has_value()) << "the polls have their turn";
}

TEST(Chores, AreNotForMetersThatDoNotAnswer) {
  Chores chores;
  chores.add(kClock, {});
  chores.add(kOther, seconds(1));
  auto const but_first = [](MeterId meter) { return meter != kFirst; };
  auto const now = minutes(5);
  EXPECT_EQ(chores.next(false, now, but_first), kOther);
  chores.done(kOther, days(1));
  EXPECT_FALSE(chores.next(false, now, but_first).has_value());
  EXPECT_GT(chores.next_due(now), now) << "and nobody waits for it";
  EXPECT_EQ(chores.next(false, now, all), kClock);
}

TEST(Chores, AreTriedAgainAfterGrowingPausesAndCostLittle) {
  Chores chores;
  chores.add(kClock, {});
  Duration now = minutes(1);
  for (std::int64_t const pause : {5, 10, 20, 40, 80, 160, 240, 240}) {
    ASSERT_EQ(chores.next(false, now, all), kClock);
    chores.missed(kClock, {}, now);
    EXPECT_FALSE(chores.next(false, now + minutes(pause) - milliseconds(1), all).has_value());
    now = now + minutes(pause);
  }
  chores.done(kClock, now);
  chores.missed(kClock, minutes(2), now);
  EXPECT_FALSE(chores.next(false, now + minutes(17), all).has_value());
  EXPECT_EQ(chores.next(false, now + minutes(18), all), kClock) << "a tenth of the bus at most";
}

TEST(Chores, ForgetAMeterThatWasTakenAway) {
  Chores chores;
  chores.add(kClock, {});
  chores.remove(kFirst);
  chores.done(kClock, minutes(1));
  EXPECT_FALSE(chores.next(false, days(9), all).has_value());
  EXPECT_TRUE(chores.meters().empty());
}

}  // namespace
}  // namespace e2ms::field
