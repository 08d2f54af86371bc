#pragma once

#include <array>
#include <optional>
#include <string>

#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/reading_check.hpp"

namespace e2ms {

/// The registers as the meter itself noted them at a day's beginning, before any CT/PT ratio.
struct Freeze {
  Instant frozen_at;  ///< what the meter's clock showed then
  Energy total;
  std::array<std::optional<Energy>, 5> rate;
  std::string raw;  ///< hex of the answer
};

/// What a freeze is worth as the register at that midnight. Stored: add at the end, never renumber.
enum class FreezeVerdict {
  accepted = 0,
  absent = 1,           ///< the meter does not hold it
  off_midnight = 2,     ///< noted at another time
  clock_untrusted = 3,  ///< the meter's clock was wrong, or nobody had looked
  misfit = 4,           ///< not between the registers known before and after, or there are none
};

/// Stamps have no seconds.
constexpr Duration kFreezeTolerance = minutes(1);

struct FreezeCheck {
  Instant midnight;
  bool clock_trusted;
  std::optional<LastReading> before;
  std::optional<LastReading> after;
  std::int64_t max_power_w;  ///< before the ratio
  std::optional<Energy> rolls_at = std::nullopt;
};

FreezeVerdict check_freeze(FreezeCheck const& check, std::optional<Freeze> const& freeze);

}  // namespace e2ms
