#include "e2ms/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace e2ms {
namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();

TEST(Decimals, AreWrittenWithAllTheirPlaces) {
  EXPECT_EQ(format_decimal(123450, 4), "12.3450");
  EXPECT_EQ(format_decimal(0, 2), "0.00");
  EXPECT_EQ(format_decimal(5, 2), "0.05");
  EXPECT_EQ(format_decimal(-5, 2), "-0.05");
  EXPECT_EQ(format_decimal(-100, 2), "-1.00");
  EXPECT_EQ(format_decimal(42, 0), "42");
  EXPECT_EQ(format_decimal(1, 18), "0.000000000000000001");
}

TEST(Decimals, ReachBothEndsOfTheirRange) {
  EXPECT_EQ(format_decimal(kMost, 2), "92233720368547758.07");
  EXPECT_EQ(format_decimal(kLeast, 2), "-92233720368547758.08");
  EXPECT_EQ(parse_decimal("92233720368547758.07", 2), kMost);
  EXPECT_EQ(parse_decimal("-92233720368547758.08", 2), kLeast);
  EXPECT_EQ(parse_decimal("92233720368547758.08", 2), std::nullopt);
  EXPECT_EQ(parse_decimal("-92233720368547758.09", 2), std::nullopt);
  EXPECT_EQ(parse_decimal("9223372036854775807", 0), kMost);
  EXPECT_EQ(parse_decimal("9223372036854775808", 0), std::nullopt);
  EXPECT_EQ(parse_decimal("92233720368547759", 2), std::nullopt);
}

TEST(Decimals, AcceptFewerPlacesAndNeverMore) {
  EXPECT_EQ(parse_decimal("12", 2), 1200);
  EXPECT_EQ(parse_decimal("12.3", 2), 1230);
  EXPECT_EQ(parse_decimal("12.34", 2), 1234);
  EXPECT_EQ(parse_decimal("12.345", 2), std::nullopt);
  EXPECT_EQ(parse_decimal("12.340", 2), std::nullopt);
  EXPECT_EQ(parse_decimal("0012.34", 2), 1234);
  EXPECT_EQ(parse_decimal("-0", 2), 0);
}

class NoDecimal : public testing::TestWithParam<char const*> {};

TEST_P(NoDecimal, IsRefused) {
  EXPECT_EQ(parse_decimal(GetParam(), 2), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Texts, NoDecimal,
                         testing::Values("", "-", ".", ".5", "5.", "-.5", "+5", "--5", "-+5", " 5",
                                         "5 ", "1e3", "1E30", "1,5", "1.2.3", "0x10", "nan", "inf",
                                         "12a", "a", "1.-5", "\u0661", "1_000", "5\n"));

TEST(Decimals, RefuseWhatContainsAZeroByte) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(parse_decimal("5\0"sv, 2), std::nullopt);
  EXPECT_EQ(parse_decimal("5\0006"sv, 2), std::nullopt);
}

TEST(Decimals, IntegersHaveNoPoint) {
  EXPECT_EQ(parse_integer("-17"), -17);
  EXPECT_EQ(parse_integer("17."), std::nullopt);
  EXPECT_EQ(parse_integer("17.0"), std::nullopt);
}

RC_GTEST_PROP(DecimalsProperty, WhatIsWrittenIsReadBack, (std::int64_t value)) {
  auto const decimals = *rc::gen::inRange<unsigned>(0, 19);
  RC_ASSERT(parse_decimal(format_decimal(value, decimals), decimals) == value);
}

}  // namespace
}  // namespace e2ms
