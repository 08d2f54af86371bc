#pragma once

#include <array>
#include <optional>

#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"

namespace e2ms {

/// What a reading is worth. Stored with each reading: add at the end, never renumber.
enum class ReadingVerdict {
  accepted = 0,
  went_down = 1,     ///< the register is below the last accepted one, or below zero: glitch, clear
                     ///< or swap; or it goes on from such a one
  jumped = 2,        ///< more energy than the meter's largest power allows in that time, or more
                     ///< than any register reads; or not less than a total that jumped before
  not_later = 3,     ///< taken before, or at the same instant as, the last accepted one
  rates_differ = 4,  ///< the rate registers do not add up to the total, or are none
  unconfirmed = 5,   ///< the first of a meter; the next one that agrees with it is accepted
  rolled_over = 6,   ///< went down, but may have passed its largest position; accepted by itself
                     ///< where that position is known, no more than half of it was used and the
                     ///< new one is above zero, which meters answer while they boot
  retired = 7,       ///< taken after the meter was replaced: another one answered
};

/// What a person decided about a doubtful reading. Stored: add at the end, never renumber.
enum class ReadingDecision {
  accept = 0,   ///< the register is right, the energy since the last accepted reading was used
  rebase = 1,   ///< a new baseline; the energy in between is nobody's
  discard = 2,  ///< never counts; the old baseline stays
};

struct LastReading {
  Instant at;
  Energy total;
};

/// What one reading may be, given the last accepted one. Registers are before the ratio, and so
/// is `max_power_w`. Whatever is not accepted is kept, but never becomes the next baseline. A meter
/// begins with two readings that agree: nothing else can tell a glitch from an opening.
///
/// Time alone resolves no doubt. The energy that may have been used grows while a meter repeats an
/// impossible position, and a cleared register climbs back to where it was: both go on being
/// doubtful. A glitch heals, because the next true position lies below the jump, or too far above
/// the drop to have been reached from there.
struct ReadingCheck {
  std::optional<LastReading> last;
  std::int64_t max_power_w;
  std::optional<LastReading> candidate = std::nullopt;  ///< without `last`: the newest unconfirmed
  std::optional<Energy> lowest_jump = std::nullopt;     ///< of all that jumped since `last`
  std::optional<LastReading> lower = std::nullopt;  ///< the newest undecided below, since `last`
  std::optional<Energy> rolls_at = std::nullopt;    ///< where the registers begin again, if known
};

/// What a meter's registers can do, before the ratio.
struct RegisterLimits {
  std::int64_t max_power_w;
  std::optional<Energy> rolls_at = std::nullopt;  ///< where they begin again, if known
};

struct Reading;

/// Whether a register can have come from the one position to the other: not downwards but through
/// its end, and with no more than the largest power.
bool can_reach(LastReading const& earlier, LastReading const& later, RegisterLimits const& limits);

/// The same without a person's word for it: after a long silence the largest power allows every
/// position, so a register that would have used more than half of itself went down.
bool may_follow(LastReading const& earlier, LastReading const& later, RegisterLimits const& limits);

/// Whether rates add up to the total, each rounded and each begun again on its own. Rates that are
/// not kept say nothing.
bool rates_fit(Energy total, std::array<std::optional<Energy>, 5> const& rates,
               std::optional<Energy> rolls_at);

ReadingVerdict check_reading(ReadingCheck const& check, Reading const& reading);

}  // namespace e2ms
