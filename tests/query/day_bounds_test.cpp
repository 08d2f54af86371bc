#include "e2ms/query/day_bounds.hpp"

#include <gtest/gtest.h>

namespace e2ms::query {
namespace {

constexpr Instant kStart{1'000'000'000};
Instant at(Duration after) {
  return kStart + after;
}

TEST(Stretch, IsDividedAtTheFreezesAndByTimeBetween) {
  // 1000 Wh on the register count twice.
  auto const made = stretch(kStart, at(hours(40)), Energy::wh(5000), Energy::wh(2000), 2,
                            {{at(hours(10)), Energy::wh(5100)}, {at(hours(34)), Energy::wh(5900)}});
  EXPECT_EQ(made.before(kStart), Energy{});
  EXPECT_EQ(made.before(at(hours(5))), Energy::wh(100));
  EXPECT_EQ(made.before(at(hours(10))), Energy::wh(200));
  EXPECT_EQ(made.before(at(hours(22))), Energy::wh(1000));
  EXPECT_EQ(made.before(at(hours(34))), Energy::wh(1800));
  EXPECT_EQ(made.before(at(hours(37))), Energy::wh(1900));
  EXPECT_EQ(made.before(at(hours(50))), Energy::wh(2000));
}

TEST(Stretch, TakesNoFreezeThatCannotBeItsOwn) {
  auto const made = stretch(kStart, at(hours(40)), Energy::wh(5000), Energy::wh(1000), 1,
                            {{at(hours(-1)), Energy::wh(5100)},
                             {at(hours(10)), Energy::wh(4900)},
                             {at(hours(20)), Energy::wh(5400)},
                             {at(hours(25)), Energy::wh(5300)},
                             {at(hours(30)), Energy::wh(6100)},
                             {at(hours(40)), Energy::wh(5600)}});
  ASSERT_EQ(made.freezes.size(), 1u);
  EXPECT_EQ(made.freezes[0].at, at(hours(20)));
}

TEST(Stretch, SaysHowABoundInsideOfItIsKnown) {
  auto const made = stretch(kStart, at(hours(40)), Energy::wh(0), Energy::wh(1000), 1,
                            {{at(hours(20)), Energy::wh(400)}});
  EXPECT_EQ(made.bound(at(hours(20))), BoundSource::freeze);
  EXPECT_EQ(made.bound(at(kNear)), BoundSource::reading);
  EXPECT_EQ(made.bound(at(hours(40) - kNear)), BoundSource::reading);
  EXPECT_EQ(made.bound(at(kNear + milliseconds(1))), BoundSource::catch_up);
}

}  // namespace
}  // namespace e2ms::query
