#include "e2ms/domain/reading_check.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "e2ms/domain/reading.hpp"

namespace e2ms {
namespace {

constexpr LastReading kLast{{1'000'000'000'000}, Energy::wh(50'000)};

/// A reading some time after the last one, 6 kW at most.
ReadingVerdict verdict(Duration later, std::int64_t total, std::int64_t max_power_w = 6000) {
  Reading reading;
  reading.taken_at = kLast.at + later;
  reading.total = Energy::wh(total);
  return check_reading({kLast, max_power_w}, reading);
}

/// A first reading some time after another one.
ReadingVerdict first(std::optional<LastReading> candidate, Duration later, std::int64_t total) {
  Reading reading;
  reading.taken_at = kLast.at + later;
  reading.total = Energy::wh(total);
  return check_reading({std::nullopt, 6000, candidate}, reading);
}

TEST(ReadingCheck, TheFirstReadingWaitsForAnother) {
  EXPECT_EQ(first(std::nullopt, minutes(5), 50'000), ReadingVerdict::unconfirmed);
}

TEST(ReadingCheck, TwoFirstReadingsThatAgreeAreTheBaseline) {
  EXPECT_EQ(first(kLast, milliseconds(1), 50'000), ReadingVerdict::accepted);
  EXPECT_EQ(first(kLast, minutes(5), 50'540), ReadingVerdict::accepted);
  EXPECT_EQ(first(kLast, minutes(5), 50'541), ReadingVerdict::unconfirmed);
  EXPECT_EQ(first(kLast, minutes(5), 49'999), ReadingVerdict::unconfirmed);
  EXPECT_EQ(first(kLast, milliseconds(0), 50'000), ReadingVerdict::unconfirmed);
}

TEST(ReadingCheck, AReadingMustBeLater) {
  EXPECT_EQ(verdict(milliseconds(0), 50'000), ReadingVerdict::not_later);
  EXPECT_EQ(verdict(milliseconds(-1), 50'000), ReadingVerdict::not_later);
  EXPECT_EQ(verdict(milliseconds(1), 50'000), ReadingVerdict::accepted);
}

TEST(ReadingCheck, ARegisterNeverGoesDown) {
  EXPECT_EQ(verdict(minutes(5), 49'999), ReadingVerdict::went_down);
  EXPECT_EQ(verdict(minutes(5), 0), ReadingVerdict::went_down);
  EXPECT_EQ(verdict(minutes(5), 50'000), ReadingVerdict::accepted);
}

TEST(ReadingCheck, MoreThanTheLargestPowerAllowsIsAJump) {
  // 6 kW for 5 minutes is 500 Wh, and 40 Wh for the steps of the register.
  EXPECT_EQ(verdict(minutes(5), 50'540), ReadingVerdict::accepted);
  EXPECT_EQ(verdict(minutes(5), 50'541), ReadingVerdict::jumped);
  EXPECT_EQ(verdict(milliseconds(1), 50'040), ReadingVerdict::accepted);
  EXPECT_EQ(verdict(milliseconds(1), 50'041), ReadingVerdict::jumped);
}

/// What came since the last accepted reading, and a reading some time after it; 6 kW at most.
struct Doubted {
  char const* name;
  std::optional<std::int64_t> lowest_jump;
  std::optional<std::pair<Duration, std::int64_t>> lower;
  Duration later;
  std::int64_t total;
  ReadingVerdict verdict;
};

class ReadingInDoubt : public testing::TestWithParam<Doubted> {};

TEST_P(ReadingInDoubt, IsJudgedWithWhatCameBefore) {
  auto const& given = GetParam();
  ReadingCheck check{kLast, 6000};
  if (given.lowest_jump) check.lowest_jump = Energy::wh(*given.lowest_jump);
  if (given.lower) check.lower = {kLast.at + given.lower->first, Energy::wh(given.lower->second)};
  Reading reading;
  reading.taken_at = kLast.at + given.later;
  reading.total = Energy::wh(given.total);
  EXPECT_EQ(check_reading(check, reading), given.verdict);
}

INSTANTIATE_TEST_SUITE_P(
    Doubts, ReadingInDoubt,
    testing::Values(
        Doubted{"a_jump_stays_however_long_it_is_repeated",
                90'000,
                {},
                days(100),
                90'000,
                ReadingVerdict::jumped},
        Doubted{
            "a_jump_stays_when_it_goes_on", 90'000, {}, days(100), 95'000, ReadingVerdict::jumped},
        Doubted{"a_spike_heals_below_it", 90'000, {}, hours(1), 53'000, ReadingVerdict::accepted},
        Doubted{"a_lesser_jump_is_one_too", 90'000, {}, hours(1), 80'000, ReadingVerdict::jumped},
        Doubted{"just_below_the_jump_and_possible",
                90'000,
                {},
                hours(7),
                89'999,
                ReadingVerdict::accepted},
        // A meter cleared at 49 kWh climbs past 50 kWh again within 10 minutes.
        Doubted{"a_cleared_register_does_not_climb_back",
                {},
                {{minutes(5), 49'500}},
                minutes(15),
                50'400,
                ReadingVerdict::went_down},
        Doubted{"nor_does_it_once_it_is_above",
                {},
                {{minutes(5), 50'400}},
                minutes(15),
                51'000,
                ReadingVerdict::went_down},
        Doubted{
            "a_glitch_heals", {}, {{minutes(5), 0}}, minutes(10), 50'900, ReadingVerdict::accepted},
        Doubted{"a_glitch_after_which_all_is_possible_does_not",
                {},
                {{minutes(5), 0}},
                days(10),
                50'900,
                ReadingVerdict::went_down},
        Doubted{"a_dip_of_a_few_steps_heals",
                {},
                {{minutes(5), 49'960}},
                minutes(10),
                50'100,
                ReadingVerdict::accepted},
        Doubted{"a_larger_dip_does_not",
                {},
                {{minutes(5), 49'959}},
                minutes(10),
                50'100,
                ReadingVerdict::went_down}),
    [](auto const& each) { return each.param.name; });

/// A reading an hour after a register that stood close to its largest position; 6 kW at most.
ReadingVerdict after_position(std::int64_t last, std::int64_t total) {
  Reading reading;
  reading.taken_at = kLast.at + hours(1);
  reading.total = Energy::wh(total);
  return check_reading({LastReading{kLast.at, Energy::wh(last)}, 6000}, reading);
}

TEST(ReadingCheck, ARegisterMayPassItsLargestPosition) {
  EXPECT_EQ(after_position(999'998'000, 4'040), ReadingVerdict::rolled_over);
  EXPECT_EQ(after_position(999'998'000, 4'041), ReadingVerdict::went_down);
  EXPECT_EQ(after_position(99'999'990, 0), ReadingVerdict::rolled_over);
  EXPECT_EQ(after_position(9'999'990, 0), ReadingVerdict::went_down);
  EXPECT_EQ(after_position(500'000'000, 0), ReadingVerdict::went_down);
  EXPECT_EQ(after_position(kLargestRegister.wh(), 0), ReadingVerdict::went_down);
}

TEST(ReadingCheck, OnlyUpToHalfARegisterIsSurelyUsedBetweenTwoReadings) {
  auto const after_a_month = [](std::int64_t last, std::int64_t total) {
    Reading reading;
    reading.taken_at = kLast.at + days(30);
    reading.total = Energy::wh(total);
    ReadingCheck check{LastReading{kLast.at, Energy::wh(last)}, 1'000'000};
    check.rolls_at = Energy::wh(100'000'000);
    return check_reading(check, reading);
  };
  EXPECT_EQ(after_a_month(60'000'000, 10'000'000), ReadingVerdict::accepted);
  EXPECT_EQ(after_a_month(60'000'000, 10'000'001), ReadingVerdict::rolled_over);
  EXPECT_EQ(after_a_month(60'000'000, 59'000'000), ReadingVerdict::rolled_over);
}

TEST(ReadingCheck, ATypedPositionIsBelowRatherThanMostOfARegisterOn) {
  RegisterLimits const limits{1'000'000, Energy::wh(100'000'000)};
  LastReading const last{kLast.at, Energy::wh(60'000'000)};
  auto const later = kLast.at + days(30);
  EXPECT_TRUE(may_follow(last, {later, Energy::wh(10'000'000)}, limits));
  EXPECT_FALSE(may_follow(last, {later, Energy::wh(10'000'001)}, limits));
  EXPECT_TRUE(can_reach(last, {later, Energy::wh(10'000'001)}, limits));
  EXPECT_TRUE(may_follow({kLast.at, {}}, {later, Energy::wh(90'000'000)}, limits));
}

TEST(ReadingCheck, ALongSilenceAndAHugePowerDoNotOverflow) {
  auto const most = kLargestRegister.wh();
  auto const power = std::int64_t{9'000'000'000'000'000'000};
  EXPECT_EQ(verdict(days(36'500), most, power), ReadingVerdict::accepted);
  EXPECT_EQ(verdict(days(36'500), most, 1), ReadingVerdict::jumped);
}

Reading with_rates(std::int64_t total, std::array<std::optional<Energy>, 5> rates) {
  Reading reading;
  reading.taken_at = kLast.at + hours(1);
  reading.total = Energy::wh(total);
  reading.rate = rates;
  return reading;
}

TEST(ReadingCheck, RatesMustAddUpToTheTotal) {
  auto const kwh = Energy::kwh(10);
  ReadingCheck const check{kLast, 100'000};
  EXPECT_EQ(check_reading(check, with_rates(50'100, {kwh, kwh, kwh, kwh, kwh})),
            ReadingVerdict::accepted);
  EXPECT_EQ(check_reading(check, with_rates(50'101, {kwh, kwh, kwh, kwh, kwh})),
            ReadingVerdict::rates_differ);
  EXPECT_EQ(check_reading({std::nullopt, 1}, with_rates(49'900, {kwh, kwh, kwh, kwh, kwh})),
            ReadingVerdict::unconfirmed);
  EXPECT_EQ(check_reading({std::nullopt, 1}, with_rates(49'899, {kwh, kwh, kwh, kwh, kwh})),
            ReadingVerdict::rates_differ);
}

TEST(ReadingCheck, NoRegisterReadsBeyondAllBounds) {
  auto const most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(verdict(days(36'500), kLargestRegister.wh() + 1, most), ReadingVerdict::jumped);
  EXPECT_EQ(verdict(days(36'500), most, most), ReadingVerdict::jumped);
  ReadingCheck const check{kLast, most};
  auto const huge = Energy::wh(most);
  EXPECT_EQ(check_reading(check, with_rates(50'100, {huge, huge})), ReadingVerdict::rates_differ);
  EXPECT_EQ(check_reading(check, with_rates(50'000, {Energy::wh(50'001), Energy::wh(-1)})),
            ReadingVerdict::rates_differ);
}

TEST(ReadingCheck, RatesThatAreNotKeptSayNothing) {
  Energy const zero;
  EXPECT_EQ(check_reading({kLast, 6000}, with_rates(50'100, {zero, zero, zero, zero})),
            ReadingVerdict::accepted);
  EXPECT_EQ(check_reading({kLast, 6000}, with_rates(50'100, {})), ReadingVerdict::accepted);
}

}  // namespace
}  // namespace e2ms
