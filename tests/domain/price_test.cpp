#include "e2ms/domain/price.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "e2ms/base/checked.hpp"

namespace e2ms {
namespace {

std::int64_t fen(std::int64_t wh, std::int64_t e8) {
  return amount(Energy::wh(wh), Price{e8}).value().fen();
}

TEST(Amounts, AreRoundedHalfAwayFromZero) {
  EXPECT_EQ(fen(1000, 50'000'000), 50);
  EXPECT_EQ(fen(9, 50'000'000), 0);   // 0.45 fen
  EXPECT_EQ(fen(10, 50'000'000), 1);  // 0.50
  EXPECT_EQ(fen(29, 50'000'000), 1);  // 1.45
  EXPECT_EQ(fen(30, 50'000'000), 2);  // 1.50
  EXPECT_EQ(fen(-9, 50'000'000), 0);
  EXPECT_EQ(fen(-10, 50'000'000), -1);
  EXPECT_EQ(fen(-30, 50'000'000), -2);
  EXPECT_EQ(fen(1, 499'999'999), 0);
  EXPECT_EQ(fen(1, 500'000'000), 1);
  EXPECT_EQ(fen(0, 50'000'000), 0);
  EXPECT_EQ(fen(123'456, 0), 0);
}

TEST(Amounts, SayWhenTheyDoNotFit) {
  auto const most = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE(amount(Energy::wh(most), Price{most}).has_value());
  EXPECT_FALSE(amount(Energy::wh(-most), Price{most}).has_value());
  EXPECT_EQ(fen(most, 1'000'000'000), most);
  EXPECT_FALSE(amount(Energy::wh(most), Price{1'000'000'001}).has_value());
}

/// Schoolbook: long division digit by digit on magnitudes, knowing nothing of the code above.
std::int64_t naive(std::int64_t wh, std::int64_t e8) {
  Wide product = Wide{wh} * e8;
  bool const negative = product < 0;
  if (negative) product = -product;
  Wide const doubled = product * 2 + 1'000'000'000;
  auto const rounded = static_cast<std::int64_t>(doubled / 2'000'000'000);
  return negative ? -rounded : rounded;
}

RC_GTEST_PROP(AmountsProperty, AreWhatSchoolArithmeticSays, ()) {
  auto const wh = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
  auto const e8 = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  RC_ASSERT(fen(wh, e8) == naive(wh, e8));
  RC_ASSERT(fen(-wh, e8) == -fen(wh, e8));
}

RC_GTEST_PROP(AmountsProperty, FallOrStayButNeverRiseWithLessEnergy, ()) {
  auto const wh = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  auto const e8 = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  RC_ASSERT(fen(wh, e8) <= fen(wh + 1, e8));
}

RC_GTEST_PROP(AmountsProperty, AreAFaultExactlyWhenTheyLeaveTheirRange,
              (std::int64_t wh, std::int64_t e8)) {
  Wide const exact = Wide{wh} * e8;
  Wide const limit = Wide{std::numeric_limits<std::int64_t>::max()} * 1'000'000'000;
  auto const result = amount(Energy::wh(wh), Price{e8});
  if (exact <= limit && exact >= -limit)
    RC_ASSERT(result.has_value());
  else if (exact >= limit + 1'000'000'000 || exact <= -limit - 2'000'000'000)
    RC_ASSERT(!result.has_value());
}

TEST(Prices, AreWrittenWithTwoToEightPlaces) {
  EXPECT_EQ(to_text(Price{52'830'000}), "0.5283");
  EXPECT_EQ(to_text(Price{50'000'000}), "0.50");
  EXPECT_EQ(to_text(Price{0}), "0.00");
  EXPECT_EQ(to_text(Price{1}), "0.00000001");
  EXPECT_EQ(to_text(Price{1'000'000'000}), "10.00");
}

TEST(Prices, AreReadWithAtMostEightPlacesAndNeverNegative) {
  EXPECT_EQ(price_from_text("0.5283"), Price{52'830'000});
  EXPECT_EQ(price_from_text("1"), Price{100'000'000});
  for (char const* text : {"-0.01", "0.123456789", "1e3", "", "0,5", "1e30"})
    EXPECT_EQ(price_from_text(text), std::nullopt) << text;
}

TEST(Amounts, OfMoneyAreReadInYuan) {
  EXPECT_EQ(money_from_text("12.34"), Money::fen(1234));
  EXPECT_EQ(money_from_text("-0.05"), Money::fen(-5));
  EXPECT_EQ(to_text(Money::fen(-5)), "-0.05");
  for (char const* text : {"1e30", "1.005", "", "12 ", "¥5"})
    EXPECT_EQ(money_from_text(text), std::nullopt) << text;
}

TEST(AmountsDeathTest, ThatLeaveTheirRangeAbort) {
  auto const most = std::numeric_limits<std::int64_t>::max();
  EXPECT_DEATH(static_cast<void>(Money::fen(most) + Money::fen(1)), "promise_broken");
  EXPECT_DEATH(static_cast<void>(Energy::wh(-most) - Energy::wh(2)), "promise_broken");
}

}  // namespace
}  // namespace e2ms
