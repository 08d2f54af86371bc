#include "e2ms/base/checked.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace e2ms {
namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();

void expect_overflow(Result<std::int64_t> const& result) {
  ASSERT_FALSE(result.has_value()) << *result;
  EXPECT_EQ(result.fault().code, FaultCode::overflow);
}

void expect_value(Result<std::int64_t> const& result, std::int64_t value) {
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, value);
}

TEST(CheckedArithmetic, StopsAtTheEdges) {
  expect_value(checked_add(kMost, 0), kMost);
  expect_value(checked_add(kMost, kLeast), -1);
  expect_overflow(checked_add(kMost, 1));
  expect_overflow(checked_add(kLeast, -1));
  expect_value(checked_sub(kLeast, 0), kLeast);
  expect_value(checked_sub(-1, kLeast), kMost);
  expect_overflow(checked_sub(0, kLeast));
  expect_overflow(checked_sub(kLeast, 1));
  expect_value(checked_mul(kLeast, 1), kLeast);
  expect_value(checked_mul(kMost, -1), -kMost);
  expect_overflow(checked_mul(kLeast, -1));
  expect_overflow(checked_mul(kMost, 2));
}

TEST(Division, RoundsHalvesAwayFromZero) {
  expect_value(divide_half_away(5, 10), 1);
  expect_value(divide_half_away(-5, 10), -1);
  expect_value(divide_half_away(4, 10), 0);
  expect_value(divide_half_away(-4, 10), 0);
  expect_value(divide_half_away(15, 10), 2);
  expect_value(divide_half_away(-15, 10), -2);
  expect_value(divide_half_away(1, 3), 0);
  expect_value(divide_half_away(2, 3), 1);
  expect_value(divide_half_away(3, 2), 2);
  expect_value(divide_half_away(7, 1), 7);
  expect_value(divide_half_away(0, 1), 0);
}

TEST(Division, SaysWhenTheQuotientDoesNotFit) {
  expect_value(divide_half_away(Wide{kMost}, 1), kMost);
  expect_value(divide_half_away(Wide{kLeast}, 1), kLeast);
  expect_overflow(divide_half_away(Wide{kMost} + 1, 1));
  expect_overflow(divide_half_away(Wide{kLeast} - 1, 1));
  // Half of an odd number just above: rounding itself leaves the range.
  expect_overflow(divide_half_away(Wide{kMost} * 2 + 1, 2));
  expect_value(divide_half_away(Wide{kMost} * 2, 2), kMost);
}

TEST(Division, SurvivesTheWidestNumbers) {
  Wide const widest = ~(Wide{1} << 127);
  expect_value(divide_half_away(widest, widest), 1);
  expect_value(divide_half_away(-widest, widest), -1);
  expect_value(divide_half_away(widest / 2, widest), 0);
  expect_value(divide_half_away(widest / 2 + 1, widest), 1);
  expect_overflow(divide_half_away(widest, 1));
}

RC_GTEST_PROP(DivisionProperty, IsTheNearestIntegerAndTiesGoOutwards,
              (std::int64_t numerator, std::int32_t raw)) {
  std::int64_t const denominator = raw == 0 ? 1 : raw < 0 ? -std::int64_t{raw} : raw;
  auto const quotient = divide_half_away(numerator, denominator);
  RC_ASSERT(quotient.has_value());
  Wide const twice_off = (Wide{numerator} - Wide{*quotient} * denominator) * 2;
  RC_ASSERT(twice_off <= denominator);
  RC_ASSERT(twice_off >= -Wide{denominator});
  if (twice_off == denominator) RC_ASSERT(numerator < 0);
  if (twice_off == -Wide{denominator}) RC_ASSERT(numerator > 0);
}

}  // namespace
}  // namespace e2ms
