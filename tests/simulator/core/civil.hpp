#pragma once

#include <cstdint>
#include <optional>

namespace e2ms_sim {

/// Date and time as a meter shows them. Milliseconds here are local: UTC plus the zone's offset.
struct CivilTime {
  int year, month, day, weekday;  // weekday 0 = Sunday
  int hour, minute, second;
};

CivilTime civil_from_local_ms(std::int64_t local_ms);

/// Nothing if there is no such date or time of day.
std::optional<std::int64_t> local_ms_from_civil(CivilTime const& civil);

inline constexpr std::int64_t kMinuteMs = 60'000;
inline constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace e2ms_sim
