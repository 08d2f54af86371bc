#include "tally.hpp"

#include <gtest/gtest.h>

namespace e2ms::field {
namespace {

constexpr Duration kStart = hours(30);

TEST(Tally, CountsWhatBecomesOfTheQuestions) {
  Tally tally;
  tally.answered(milliseconds(80), kStart);
  tally.answered(milliseconds(80), kStart + minutes(7));
  tally.refused(kStart + minutes(8));
  tally.silent(kStart + minutes(9));
  auto const figures = tally.figures(kStart + minutes(10));
  EXPECT_EQ(figures.asked, 4);
  EXPECT_EQ(figures.answered, 2);
  EXPECT_EQ(figures.refused, 1);
  EXPECT_EQ(figures.silent, 1);
}

TEST(Tally, ForgetsWhatIsOlderThanAnHour) {
  Tally tally;
  tally.silent(kStart);
  tally.answered(milliseconds(80), kStart + minutes(30));
  EXPECT_EQ(tally.figures(kStart + minutes(54)).silent, 1);
  EXPECT_EQ(tally.figures(kStart + minutes(60)).silent, 0);
  EXPECT_EQ(tally.figures(kStart + minutes(60)).answered, 1);
  EXPECT_EQ(tally.figures(kStart + hours(2)).asked, 0);
  tally.silent(kStart + hours(2));
  EXPECT_EQ(tally.figures(kStart + hours(2)).asked, 1);
}

TEST(Tally, SmoothsTheRoundTripAndKeepsTheLast) {
  Tally tally;
  EXPECT_EQ(tally.figures(kStart).round_trip, std::nullopt);
  tally.answered(milliseconds(400), kStart);
  EXPECT_EQ(tally.figures(kStart).round_trip, milliseconds(400));
  tally.answered(milliseconds(1200), kStart);
  EXPECT_EQ(tally.figures(kStart).round_trip, milliseconds(500));
  EXPECT_EQ(tally.figures(kStart).last_round_trip, milliseconds(1200));
  for (int i = 0; i < 100; ++i) tally.answered(milliseconds(40), kStart);
  EXPECT_EQ(tally.figures(kStart).round_trip, milliseconds(40)) << "it comes down all the way";
}

}  // namespace
}  // namespace e2ms::field
