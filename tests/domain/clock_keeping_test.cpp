#include "e2ms/domain/clock_keeping.hpp"

#include <gtest/gtest.h>

namespace e2ms {
namespace {

LocalTime at(unsigned hour, unsigned minute, unsigned day = 23) {
  return {{2026, 11, day}, hour, minute, 0};
}

TEST(ClockKeeping, KnowsWhatIsNearMidnight) {
  for (auto const& near : {at(23, 30), at(23, 59), at(0, 0), at(0, 29)})
    EXPECT_TRUE(near_midnight(near)) << to_text(near);
  for (auto const& far : {at(23, 29), at(0, 30), at(12, 0)})
    EXPECT_FALSE(near_midnight(far)) << to_text(far);
}

TEST(ClockKeeping, CorrectsWithinWhatTheProtocolAllows) {
  struct Case {
    Duration drift;
    LocalTime ours, shown;
    bool may_set, nudged;
    ClockCorrection wanted;
  };
  using enum ClockCorrection;
  for (auto const& one : {
           Case{seconds(29), at(10, 0), at(10, 0), true, false, none},
           Case{seconds(-30), at(10, 0), at(10, 0), true, false, nudge},
           Case{minutes(5), at(10, 0), at(10, 5), false, false, nudge},
           Case{minutes(5), at(10, 0), at(10, 5), true, true, set},
           Case{minutes(5), at(10, 0), at(10, 5), false, true, none},
           Case{minutes(6), at(10, 0), at(10, 6), true, false, set},
           Case{minutes(6), at(10, 0), at(10, 6), false, false, none},
           Case{minutes(60), at(12, 0), at(13, 0), true, false, set},
           Case{minutes(61), at(12, 0), at(13, 1), true, false, none},
           Case{minutes(-3), at(0, 10), at(0, 7), true, false, none},
           Case{minutes(-40), at(0, 40), at(0, 0), true, false, none},
           Case{hours(5), at(20, 0), at(1, 0, 24), true, false, none},
           Case{days(-1), at(12, 0), at(12, 0, 22), true, false, none},
       })
    EXPECT_EQ(correction({}, {.drift = one.drift,
                              .ours = one.ours,
                              .shown = one.shown,
                              .may_set = one.may_set,
                              .nudged = one.nudged}),
              one.wanted)
        << one.drift.ms << " ms at " << to_text(one.ours);
}

}  // namespace
}  // namespace e2ms
