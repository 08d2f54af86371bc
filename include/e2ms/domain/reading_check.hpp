#pragma once

#include <optional>

#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"

namespace e2ms {

/// What a reading is worth. Stored with each reading: add at the end, never renumber.
enum class ReadingVerdict {
  accepted = 0,
  went_down = 1,     ///< the register is below the last accepted one, or below zero: glitch,
                     ///< roll-over, clear or swap
  jumped = 2,        ///< more energy than the meter's largest power allows in that time, or more
                     ///< than any register reads
  not_later = 3,     ///< taken before, or at the same instant as, the last accepted one
  rates_differ = 4,  ///< the rate registers do not add up to the total, or are none
  unconfirmed = 5,   ///< the first of a meter; the next one that agrees with it is accepted
};

struct LastReading {
  Instant at;
  Energy total;
};

/// What one reading may be, given the last accepted one. Registers are before the ratio, and so
/// is `max_power_w`. Whatever is not accepted is kept, but never becomes the next baseline. A meter
/// begins with two readings that agree: nothing else can tell a glitch from an opening.
struct ReadingCheck {
  std::optional<LastReading> last;
  std::int64_t max_power_w;
  std::optional<LastReading> candidate = std::nullopt;  ///< without `last`: the newest unconfirmed
};

struct Reading;

ReadingVerdict check_reading(ReadingCheck const& check, Reading const& reading);

}  // namespace e2ms
