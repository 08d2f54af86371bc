#include "simulator/core/meter.hpp"

#include <gtest/gtest.h>

#include "bench.hpp"

namespace e2ms_sim {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;

TEST(SimMeter, CountsItsLoadWithoutDrift) {
  Meter steps{single_phase(), world_at_noon()};
  Meter leap{single_phase(), world_at_noon()};
  for (std::int64_t at = kNoon; at <= kNoon + 24 * kHourMs; at += 777) steps.advance(at);
  steps.advance(kNoon + 24 * kHourMs);
  leap.advance(kNoon + 24 * kHourMs);
  EXPECT_EQ(steps.state(), leap.state());
  EXPECT_EQ(leap.energy_wh(), 124'000);
}

TEST(SimMeter, EnergyOfACurveIsTheSumOfItsLoads) {
  auto spec = single_phase();
  spec.curve = {CurveKind::household, 0};
  Meter meter{spec, world_at_noon()};
  std::int64_t watt_slots = 0;
  for (std::int64_t at = kNoon; at < kNoon + kDayMs; at += kSlotMs) watt_slots += meter.load_w(at);
  meter.advance(kNoon + kDayMs);
  EXPECT_EQ(meter.energy_wh() - 100'000, watt_slots * kSlotMs / kWmsPerWh);
  EXPECT_GT(watt_slots, 0);
}

TEST(SimMeter, SameSeedSameLoadOtherSeedAnother) {
  auto spec = single_phase();
  spec.curve = {CurveKind::shop, 0};
  Meter one{spec, world_at_noon()};
  Meter same{spec, world_at_noon()};
  auto world = world_at_noon();
  world.seed = 8;
  Meter other{spec, world};
  for (auto* const meter : {&one, &same, &other}) meter->advance(kNoon + 30 * kDayMs);
  EXPECT_EQ(one.state(), same.state());
  EXPECT_NE(one.energy_wh(), other.energy_wh());
}

TEST(SimMeter, SpeedHurriesConsumptionButNotTheClock) {
  Meter meter{single_phase(), world_at_noon(60)};
  meter.advance(kNoon + kMinuteMs);
  EXPECT_EQ(meter.energy_wh(), 101'000);
  EXPECT_EQ(meter.load_w(kNoon + kMinuteMs), 1000);
  EXPECT_EQ(meter.clock_local_ms(kNoon + kMinuteMs) - meter.clock_local_ms(kNoon), kMinuteMs);
}

TEST(SimMeter, OpenRelayStopsEnergyAndCurrent) {
  Meter meter{single_phase(), world_at_noon()};
  ASSERT_TRUE(meter.trip(kNoon + kHourMs));
  meter.advance(kNoon + 5 * kHourMs);
  EXPECT_EQ(meter.energy_wh(), 101'000);
  auto const now = meter.electrical(kNoon + 5 * kHourMs);
  EXPECT_EQ(now.total_w, 0);
  EXPECT_EQ(now.milliamp[0], 0);
  EXPECT_GT(now.decivolt[0], 2000);
  meter.close(kNoon + 5 * kHourMs);
  meter.advance(kNoon + 6 * kHourMs);
  EXPECT_EQ(meter.energy_wh(), 102'000);
}

TEST(SimMeter, DelayedTripCountsUntilItHappens) {
  auto spec = single_phase();
  spec.trip_delay_ms = 30 * kMinuteMs;
  Meter meter{spec, world_at_noon()};
  meter.trip(kNoon);
  meter.advance(kNoon + kMinuteMs);
  EXPECT_FALSE(meter.state().relay_open);
  EXPECT_TRUE(meter.state().command_open);
  meter.advance(kNoon + 10 * kHourMs);
  EXPECT_TRUE(meter.state().relay_open);
  EXPECT_EQ(meter.energy_wh(), 100'500);
}

TEST(SimMeter, AllowedCloseWaitsForTheKey) {
  Meter meter{single_phase(), world_at_noon()};
  meter.trip(kNoon);
  meter.allow_close(kNoon + 1000);
  EXPECT_TRUE(meter.state().relay_open);
  EXPECT_FALSE(meter.state().command_open);
  meter.advance(kNoon + 4000);
  EXPECT_FALSE(meter.state().relay_open);
}

TEST(SimMeter, AllowedCloseStaysOpenIfNobodyPressesTheKey) {
  auto spec = single_phase();
  spec.key_press_ms = -1000;
  Meter meter{spec, world_at_noon()};
  meter.trip(kNoon);
  meter.allow_close(kNoon);
  meter.advance(kNoon + kDayMs);
  EXPECT_TRUE(meter.state().relay_open);
}

TEST(SimMeter, StuckRelayTakesTheCommandAndDoesNotMove) {
  auto spec = single_phase();
  spec.relay_stuck = true;
  Meter meter{spec, world_at_noon()};
  meter.trip(kNoon);
  EXPECT_TRUE(meter.state().command_open);
  EXPECT_FALSE(meter.state().relay_open);
}

TEST(SimMeter, ClockThatJumpsBackMakesNoEnergy) {
  Meter meter{single_phase(), world_at_noon()};
  meter.advance(kNoon + kHourMs);
  meter.advance(kNoon);
  EXPECT_EQ(meter.energy_wh(), 101'000);
}

TEST(SimMeter, PowerFitsVoltageCurrentAndFactor) {
  auto spec = single_phase();
  spec.model = Model::dlt645_three;
  spec.curve = {CurveKind::office, 0};
  spec.peak_w = 12'000;
  Meter meter{spec, world_at_noon()};
  for (std::int64_t at = kNoon; at < kNoon + kDayMs; at += kSlotMs) {
    auto const now = meter.electrical(at);
    EXPECT_EQ(now.watt[0] + now.watt[1] + now.watt[2], now.total_w);
    for (std::size_t i = 0; i < 3; ++i) {
      auto const watt = now.decivolt[i] * now.milliamp[i] * now.pf_permille / 10'000'000;
      EXPECT_NEAR(static_cast<double>(watt), static_cast<double>(now.watt[i]), 2.0);
    }
  }
}

TEST(SimMeter, RestoredMeterGoesOnFromItsRegisters) {
  Meter before{single_phase(), world_at_noon()};
  before.advance(kNoon + kHourMs);
  before.trip(kNoon + kHourMs);
  Meter after{single_phase(), world_at_noon()};
  after.restore(kNoon + 2 * kHourMs, before.state());
  after.advance(kNoon + 3 * kHourMs);
  EXPECT_EQ(after.energy_wh(), 101'000);
  EXPECT_TRUE(after.state().relay_open);
}

}  // namespace
}  // namespace e2ms_sim
