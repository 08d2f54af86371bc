#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "e2ms/domain/reading.hpp"

namespace e2ms::bench {

/// A three-phase meter of DL/T 645 with four rates, whatever time it is read: registers in steps of
/// 10 Wh, volts in tenths, currents in thousandths, a load with a night, a day and an evening, and
/// a line that answers when it can. The same readings from the same seed.
class BusyMeter {
 public:
  explicit BusyMeter(std::uint64_t seed) : state_(seed * 2 + 1) { below(2); }

  /// The next one, a quarter of an hour after the one before.
  Reading read(Instant quarter) {
    auto const part = static_cast<std::size_t>(quarter.ms / minutes(15).ms % 96);
    auto const usual = part < 28 ? 180 : part < 72 ? 900 : 2'600;
    auto const watt = usual + below(1 + usual / 2);
    exact_mwh_ += watt * 250;
    rate_mwh_[part / 24] += watt * 250;
    Reading reading{};
    reading.taken_at = quarter + milliseconds(below(2'500));
    reading.total = step(exact_mwh_);
    for (std::size_t rate = 0; rate < 4; ++rate) reading.rate[rate] = step(rate_mwh_[rate]);
    for (std::size_t phase = 0; phase < 3; ++phase) {
      reading.now.voltage_mv[phase] = 229'000 + below(40) * 100;
      reading.now.current_ma[phase] = watt * 1000 / 3 / 230 + below(1 + watt / 4);
    }
    reading.now.power_mw = watt * 1000;
    reading.now.power_factor_e3 = 930 + below(60);
    reading.now.frequency_mhz = 49'950 + below(10) * 10;
    reading.relay = Relay::closed;
    // The answer with the five energy registers, as it stands on the line.
    reading.raw = "68" + std::to_string(100'000'000'000 + below(1'000'000)) + "68911833323433" +
                  std::string(40, '5') + "c416";
    return reading;
  }

 private:
  static Energy step(std::int64_t mwh) { return Energy::wh(mwh / 10'000 * 10); }
  std::int64_t below(std::int64_t limit) {
    state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::int64_t>(state_ >> 33) % limit;
  }

  std::uint64_t state_;
  std::array<std::int64_t, 4> rate_mwh_{3'000'000'000, 3'000'000'000, 3'000'000'000, 3'345'678'000};
  std::int64_t exact_mwh_ = 12'345'678'000;
};

}  // namespace e2ms::bench
