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
