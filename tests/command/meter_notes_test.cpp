#include <gtest/gtest.h>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/forget_traces.hpp"
#include "e2ms/command/note_clock.hpp"
#include "e2ms/command/record_freeze.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/query/alarm_list.hpp"
#include "e2ms/query/day_bounds.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "support/house.hpp"

namespace e2ms::command {
namespace {

constexpr Instant kMidnight{1'795'363'200'000};
constexpr Duration kAllowed = minutes(2);

/// What is learnt of a meter besides its readings.
class MeterNotes : public testing::Test {
 protected:
  MeterNotes() {
    AddRoom const room{house_.project, "tower", "1", "101"};
    AddMeter const order{.line = house_.line,
                         .room = house_.submit(room)->id,
                         .address = "1",
                         .model = "model",
                         .ratio = 1,
                         .has_relay = false,
                         .password = std::nullopt,
                         .max_power_w = 10'000,
                         .group = house_.group};
    meter_ = house_.submit(order)->id;
  }
  void clock(Instant at, std::optional<Duration> drift, ClockStep step = ClockStep::looked) {
    NoteClock const note{meter_, drift ? step : ClockStep::unanswered, drift, kAllowed, at};
    ASSERT_TRUE(house_.submit(note).has_value());
  }
  std::vector<query::Alarms::Alarm> alarms() {
    return *house_.ask(query::Alarms{.project = house_.project, .at_most = 10});
  }
  void read(Instant at, std::int64_t wh) {
    Reading reading{};
    reading.taken_at = at;
    reading.total = Energy::wh(wh);
    RecordReading const command{meter_, reading};
    ASSERT_TRUE(house_.submit(command).has_value());
  }
  FreezeVerdict freeze(Instant midnight, std::int64_t wh) {
    Freeze held{};
    held.frozen_at = midnight;
    held.total = Energy::wh(wh);
    RecordFreeze const command{meter_, midnight, held, kAllowed, midnight + hours(1)};
    return house_.submit(command)->worth;
  }

  test::House house_;
  MeterId meter_;
};

TEST_F(MeterNotes, AClockThatIsOffHasOneAlarmUntilItIsRight) {
  clock(kMidnight, seconds(-121));
  clock(kMidnight + hours(1), seconds(130));
  ASSERT_EQ(alarms().size(), 1u);
  EXPECT_EQ(alarms()[0].kind, AlarmKind::clock_off);
  EXPECT_EQ(alarms()[0].detail, "-121 s");
  clock(kMidnight + hours(1) + seconds(1), seconds(1), ClockStep::nudged);
  EXPECT_TRUE(alarms()[0].closed_at.has_value());
}

TEST_F(MeterNotes, AClockThatDoesNotTellTwiceInARowHasTheSameAlarm) {
  clock(kMidnight, std::nullopt);
  EXPECT_TRUE(alarms().empty());
  clock(kMidnight + hours(1), seconds(1));
  clock(kMidnight + hours(2), std::nullopt);
  EXPECT_TRUE(alarms().empty());
  clock(kMidnight + hours(3), std::nullopt);
  clock(kMidnight + hours(4), std::nullopt);
  ASSERT_EQ(alarms().size(), 1u);
  EXPECT_EQ(alarms()[0].detail, "unanswered");
}

TEST_F(MeterNotes, WhatAMeterLacksIsKeptReplacedAndForgotten) {
  auto const kept = [&] { return house_.ask(query::FleetPlan{kMidnight})->meters.at(0).refused; };
  EXPECT_FALSE(kept().has_value());
  for (auto const* const text : {"0001FF00", "0001FF00 02800002"}) {
    KeepLearnt const command{meter_, text, kMidnight};
    ASSERT_TRUE(house_.submit(command).has_value());
    EXPECT_EQ(kept(), text);
  }
  house_.sql("UPDATE meter SET model = 'another'");
  EXPECT_FALSE(kept().has_value()) << "that was another kind of meter";
  house_.sql("UPDATE meter SET model = 'model'");
  KeepLearnt const nothing{meter_, "", kMidnight};
  ASSERT_TRUE(house_.submit(nothing).has_value());
  EXPECT_FALSE(kept().has_value());
}

TEST_F(MeterNotes, AFreezeBetweenKnownRegistersIsTheRegisterOfThatMidnight) {
  clock(kMidnight - hours(5), seconds(3));
  read(kMidnight - minutes(10), 99'900);
  read(kMidnight - minutes(5), 100'000);
  EXPECT_EQ(freeze(kMidnight, 100'100), FreezeVerdict::accepted);
  EXPECT_EQ(freeze(kMidnight, 100'200), FreezeVerdict::accepted) << "the first one stands";
  read(kMidnight + days(1) + minutes(5), 130'000);
  EXPECT_EQ(freeze(kMidnight + days(1), 130'010), FreezeVerdict::misfit);
  auto const known = house_.ask(query::Freezes{meter_, Instant{0}, kMidnight + days(3)});
  ASSERT_EQ(known->size(), 1u);
  EXPECT_EQ(known->at(0).total, Energy::wh(100'100));
}

TEST_F(MeterNotes, AFreezeIsBelievedByTheClockOfThatMidnight) {
  read(kMidnight - minutes(10), 100'000);
  read(kMidnight - minutes(5), 100'000);
  EXPECT_EQ(freeze(kMidnight, 100'000), FreezeVerdict::clock_untrusted) << "nobody has looked";
  clock(kMidnight + hours(30), minutes(3));
  clock(kMidnight + hours(30) + seconds(1), seconds(1), ClockStep::nudged);
  EXPECT_EQ(freeze(kMidnight + days(1), 100'000), FreezeVerdict::clock_untrusted)
      << "it was corrected only afterwards";
  EXPECT_EQ(freeze(kMidnight + days(2), 100'000), FreezeVerdict::accepted);
}

TEST_F(MeterNotes, AFreezeFetchedWhileOurClockWasAheadIsFetchedAgain) {
  clock(kMidnight - hours(5), seconds(3));
  read(kMidnight - minutes(10), 100'000);
  read(kMidnight - minutes(5), 100'000);
  // Two days ahead the meter still tells of the midnight that was the last one.
  Freeze held{};
  held.frozen_at = kMidnight - days(1);
  held.total = Energy::wh(90'000);
  RecordFreeze const ahead{meter_, kMidnight, held, kAllowed, kMidnight + hours(3)};
  EXPECT_EQ(house_.submit(ahead)->worth, FreezeVerdict::off_midnight);
  auto const last = [&](Instant at) {
    return house_.ask(query::FleetPlan{at})->meters.at(0).last_freeze;
  };
  EXPECT_EQ(last(kMidnight + hours(1)), std::nullopt);
  EXPECT_EQ(last(kMidnight + hours(3)), kMidnight);
  EXPECT_EQ(freeze(kMidnight, 100'100), FreezeVerdict::accepted);
  EXPECT_EQ(last(kMidnight + hours(1)), kMidnight);
  RecordFreeze const twice{meter_, kMidnight, held, kAllowed, kMidnight + minutes(3)};
  EXPECT_EQ(house_.submit(twice)->worth, FreezeVerdict::accepted) << "a good one stands";
}

TEST_F(MeterNotes, AClockLookedAtInTimesToComeDoesNotCount) {
  clock(kMidnight + days(9), minutes(-9 * 24 * 60));
  clock(kMidnight + days(9) + hours(1), std::nullopt);
  EXPECT_EQ(house_.ask(query::FleetPlan{kMidnight})->meters.at(0).clock_looked, std::nullopt);
  clock(kMidnight, seconds(1));
  clock(kMidnight + hours(1), std::nullopt);
  ASSERT_EQ(alarms().size(), 1u);
  EXPECT_TRUE(alarms()[0].closed_at.has_value()) << "it did not tell once only";
  read(kMidnight + hours(2), 100'000);
  read(kMidnight + hours(3), 100'000);
  EXPECT_EQ(freeze(kMidnight + days(1), 100'000), FreezeVerdict::accepted);
}

TEST_F(MeterNotes, OldLooksAtTheClockAndTextsOfFreezesAreForgotten) {
  for (int day = 0; day <= 200; day += 10) {
    clock(kMidnight + days(day) - hours(5), seconds(3));
    read(kMidnight + days(day) - minutes(10), 100'000);
    read(kMidnight + days(day) - minutes(5), 100'000);
    EXPECT_EQ(freeze(kMidnight + days(day), 100'000), FreezeVerdict::accepted);
  }
  auto const forget = [&](Duration before) {
    ForgetTraces const command{house_.project, kMidnight + before, {0}};
    EXPECT_EQ(house_.submit(command)->last, meter_);
  };
  auto const looks = [&] { return house_.number("SELECT count(*) FROM clock_check"); };
  auto const texts = [&] { return house_.number("SELECT count(raw) FROM freeze"); };
  forget(days(10));
  EXPECT_EQ(looks(), 19);
  EXPECT_EQ(texts(), 20);
  forget(days(900));
  EXPECT_EQ(looks(), 15) << "no more than a month at once";
  EXPECT_EQ(texts(), 16);
  for (int night = 0; night < 10; ++night) forget(days(900));
  EXPECT_EQ(looks(), 10) << "the last hundred days stay";
  EXPECT_EQ(texts(), 10);
  EXPECT_EQ(house_.number("SELECT count(total_wh) FROM freeze"), 21);
}

TEST_F(MeterNotes, NothingElseOfTheirsIsForgotten) {
  clock(kMidnight - hours(5), seconds(3));
  clock(kMidnight + days(101), seconds(3));
  freeze(kMidnight, 100'000);
  freeze(kMidnight + days(100), 100'000);
  auto const refuses = [&](std::string const& sql) {
    try {
      house_.sql(sql);
      return false;
    } catch (std::exception const&) {
      return true;
    }
  };
  EXPECT_TRUE(refuses("DELETE FROM clock_check WHERE drift_ms = 3000 AND at > 1796000000000"));
  EXPECT_TRUE(refuses("UPDATE clock_check SET drift_ms = 0"));
  EXPECT_TRUE(refuses("DELETE FROM freeze"));
  EXPECT_TRUE(refuses("UPDATE freeze SET raw = NULL"));
  EXPECT_TRUE(refuses("UPDATE freeze SET raw = NULL, total_wh = 1 WHERE at < 1796000000000"));
  EXPECT_TRUE(refuses("UPDATE freeze SET verdict = 0"));
  EXPECT_TRUE(refuses("UPDATE freeze SET read_at = read_at + 1"));
  EXPECT_FALSE(refuses("UPDATE freeze SET raw = NULL WHERE at < 1796000000000"));
}

TEST_F(MeterNotes, AFreezeThatTheMeterDoesNotHoldIsKeptAsAbsent) {
  RecordFreeze const command{meter_, kMidnight, std::nullopt, kAllowed, kMidnight};
  EXPECT_EQ(house_.submit(command)->worth, FreezeVerdict::absent);
  EXPECT_EQ(house_.ask(query::FleetPlan{kMidnight})->meters.at(0).last_freeze, kMidnight);
  EXPECT_EQ(freeze(kMidnight, 100), FreezeVerdict::absent);
}

}  // namespace
}  // namespace e2ms::command
