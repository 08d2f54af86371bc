#pragma once

#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"

namespace e2ms {

/// What was done to a meter's clock before its drift was measured. Stored: add at the end, never
/// renumber.
enum class ClockStep {
  looked = 0,
  nudged = 1,      ///< told the time, which a meter obeys for up to five minutes and once a day
  set = 2,         ///< date and time written with the password
  unanswered = 3,  ///< it did not tell its time: there is no drift
};

/// How exact the clocks of the meters shall be.
struct ClockRules {
  Duration alarm = minutes(2);     ///< further off, a person should know
  Duration correct = seconds(30);  ///< further off, it is corrected ...
  bool need_synchronised = true;   ///< ... if our own clock is known to be right
};

/// Within this of local midnight no clock is touched: a day would begin twice, or be frozen late.
constexpr Duration kMidnightMargin = minutes(30);
/// A meter believes the time it is told when that is no further from its own.
constexpr Duration kNudgeReach = minutes(5);

/// Whether the time of day is closer to midnight than the margin.
bool near_midnight(LocalTime const& time);

/// Further off than that, either the meter or we ourselves are badly wrong: a person looks first.
constexpr Duration kFarthestCorrection = hours(1);

enum class ClockCorrection {
  none,   ///< good enough, or not now
  nudge,  ///< tell it the time
  set,    ///< write the time
};

struct ClockView {
  Duration drift;        ///< the meter's clock less ours
  LocalTime ours;        ///< the time it should show
  LocalTime shown;       ///< the time it shows
  bool may_set = false;  ///< its password is known
  bool nudged = false;   ///< it was told already and did not follow
};

/// Never near midnight, by our clock or the meter's, and never across it: the day that would be
/// left out or begin anew would have no freeze of its own. That is for a person.
ClockCorrection correction(ClockRules const& rules, ClockView const& view);

/// Without a sign.
constexpr Duration size_of(Duration drift) {
  return drift.ms < 0 ? Duration{-drift.ms} : drift;
}

}  // namespace e2ms
