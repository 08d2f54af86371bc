#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/energy.hpp"

namespace e2ms {

/// What a meter's own read-back says of its relay.
enum class Relay { closed, open };

/// No meter measures a larger momentary value, in the units below (10 MW, 10 MV, 10 MA).
constexpr std::int64_t kLargestMomentary = 10'000'000'000;

/// Momentary values; what a model cannot measure stays empty. Signed: a negative power flows back.
struct Instantaneous {
  std::array<std::optional<std::int64_t>, 3> voltage_mv;  ///< phase A, B, C in millivolt
  std::array<std::optional<std::int64_t>, 3> current_ma;  ///< phase A, B, C in milliampere
  std::optional<std::int64_t> power_mw;                   ///< active power, total, in milliwatt
  std::optional<std::int64_t> power_factor_e3;            ///< in thousandths
  std::optional<std::int64_t> frequency_mhz;              ///< in millihertz

  friend bool operator==(Instantaneous const&, Instantaneous const&) = default;
};

/// The registers of one meter at one instant, as the meter shows them: before any CT/PT ratio.
/// Where a reading comes from. Stored: add at the end, never renumber.
enum class ReadingSource {
  poll = 0,
  typed = 1,      ///< a person looked at the meter
  estimated = 2,  ///< nobody did
};

struct Reading {
  Instant taken_at;                           ///< when the answer arrived, by our clock
  Energy total;                               ///< forward active energy register, or all water
  std::array<std::optional<Energy>, 5> rate;  ///< sharp, peak, flat, valley, deep valley
  Instantaneous now;
  std::optional<Relay> relay;  ///< actual state; empty when the meter has no relay
  std::optional<LocalTime> meter_clock;
  std::string raw;  ///< hex of the answer that carried the total register
  std::optional<bool> battery_low = std::nullopt;  ///< as a meter with a battery says
};

}  // namespace e2ms
