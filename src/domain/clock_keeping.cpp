#include "e2ms/domain/clock_keeping.hpp"

#include "e2ms/base/ensure.hpp"

namespace e2ms {

bool near_midnight(LocalTime const& time) {
  auto const since = hours(time.hour) + minutes(time.minute) + seconds(time.second);
  return since < kMidnightMargin || since >= days(1) - kMidnightMargin;
}

ClockCorrection correction(ClockRules const& rules, ClockView const& view) {
  ENSURE(rules.correct > Duration{});
  if (size_of(view.drift) < rules.correct) return ClockCorrection::none;
  if (size_of(view.drift) > kFarthestCorrection) return ClockCorrection::none;
  if (near_midnight(view.ours) || near_midnight(view.shown)) return ClockCorrection::none;
  if (view.ours.date != view.shown.date) return ClockCorrection::none;
  if (size_of(view.drift) <= kNudgeReach && !view.nudged) return ClockCorrection::nudge;
  return view.may_set ? ClockCorrection::set : ClockCorrection::none;
}

}  // namespace e2ms
