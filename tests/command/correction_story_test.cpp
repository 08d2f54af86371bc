#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

House::Rules by_clock() {
  House::Rules rules;
  rules.terms = R"({
    "energy": {"type": "tou", "prices": {"peak": "0.9", "valley": "0.3"}},
    "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"}
  })";
  return rules;
}

TEST(EnteredReading, ThatIsNewestCountsLikeAnyOther) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    read  hu 0
    wait  60
    enter hu 3000            -> entered, running 150
    enter hu 3000            -> already_entered
    enter hu 3001            -> taken_otherwise
    use   hu 1000            -> running 200
    audit                    -> clean
  )");
}

TEST(EnteredReading, MustFitBetweenItsNeighbours) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    read  hu 1000
    use   hu 3000 after 120
    enter hu 900 ago 60      -> does_not_fit
    enter hu 4100 ago 60     -> does_not_fit
    enter hu 9000 ago 0      -> taken_otherwise
    enter hu 2000 ago 600    -> before_opening
    enter hu -1 ago 60       -> no_position
    wait  10
    enter hu 99000 ago 5     -> does_not_fit
    look  hu                 -> running 150, total 4000
    audit                    -> clean
  )");
}

// Four hours of 10 kWh, two of them peak: 4 valley + 6 peak instead of half and half.
TEST(EnteredReading, BetweenOthersPostsWhatItChanges) {
  expect_story(R"(
    at    2026-11-09T21:59:00Z
    open  hu credit 100000 max 60000
    read  hu 0
    use   hu 10000 after 240
    settle                   -> line energy/0/peak 450, line energy/0/valley 150
    enter hu 4000 ago 120    -> entered, running 0, balance -660
    look  hu                 -> line energy/0/peak 540, line energy/0/valley 120, journals 2
    enter hu 4000 ago 120    -> already_entered, journals 2
    audit                    -> clean
  )",
               by_clock());
}

TEST(VoidReading, SettlesAgainWithoutIt) {
  expect_story(R"(
    at    2026-11-09T21:59:00Z
    open  hu credit 100000 max 60000
    read  hu 0
    use   hu 4000 after 120
    use   hu 6000 after 120
    settle                   -> line energy/0/peak 540, line energy/0/valley 120
    void  hu ago 120         -> voided
    look  hu                 -> line energy/0/peak 450, line energy/0/valley 150
    void  hu ago 120         -> already_void
    void  hu ago 7           -> unknown_reading
    void  hu ago 240         -> is_opening
    audit                    -> clean
  )",
               by_clock());
}

TEST(VoidReading, OfTheNewestGivesItsEnergyBack) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    read  hu 0
    use   hu 1000 after 60
    use   hu 5000 after 60
    settle                   -> balance -300
    void  hu ago 0           -> voided, balance -50, total 1000
    read  hu 2000 after 60   -> running 50
    settle                   -> balance -100
    audit                    -> clean
  )");
}

TEST(VoidReading, LetsTheSameSpanBeChargedAgain) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    read  hu 0
    use   hu 1000 after 60
    settle
    use   hu 5000 after 60
    settle                   -> balance -300
    void  hu ago 0           -> voided, balance -50
    read  hu 2000 after 60   -> running 50
    settle                   -> balance -100
    audit                    -> clean
  )");
}

TEST(EnteredReading, AfterAPriceChangedInTheMonth) {
  expect_story(R"(
    at    2026-11-14T10:00:00Z
    open  hu credit 100000 max 6000
    price 100000000 from 2026-11-15T00:00:00Z
    read  hu 0
    use   hu 1000 after 60
    at    2026-11-16T10:00:00Z
    use   hu 4000 after 60
    use   hu 3000 after 60
    settle
    enter hu 6000 ago 30     -> entered
    audit                    -> clean
  )");
}

TEST(Estimate, ThatOpenedTheAccountIsNotTakenBack) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    enter hu 8000 estimated  -> entered
    read  hu 7990 after 60   -> quarantined went_down, total 8000
    audit                    -> clean
  )");
}

TEST(Estimate, GivesWayToAnActualReadingThatSaysLess) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    read  hu 0
    wait  120
    enter hu 8000 estimated  -> entered, running 400
    settle                   -> balance -400
    read  hu 5000 after 60   -> accepted, balance -250, running 0, total 5000
    audit                    -> clean
  )");
}

TEST(Estimate, ThatWasLowIsSimplyFollowed) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    read  hu 0
    wait  120
    enter hu 2000 estimated
    settle                   -> balance -100
    read  hu 5000 after 60   -> accepted, balance -100, running 150
    audit                    -> clean
  )");
}

TEST(VoidedReading, LeavesNothingInTheTiersOfAMonthWithoutReadings) {
  House::Rules rules;
  rules.terms = R"({"energy": {"type": "tier", "tiers": [{"upto": "10", "price": "0.5"},
    {"upto": null, "price": "1"}]}, "tier_cycle": {"unit": "month"}})";
  expect_story(R"(
    at    2026-11-29T16:00:00Z
    open  hu credit 100000 max 6000
    read  hu 0
    use   hu 6000 after 2880
    void  hu ago 0           -> voided, charged 0
    use   hu 12000 after 10080
    settle                   -> line energy/1/ 600, line energy/2/ 600
    audit                    -> clean
  )",
               rules);
}

TEST(Correction, OfAClosedBillIsAnAdjustment) {
  expect_story(R"(
    at    2026-10-31T22:00:00Z
    open  hu credit 1000000 max 60000
    read  hu 0
    use   hu 10000 after 240
    at    2026-12-01T16:00:00Z
    settle                   -> closed 2026-11, adjusted 0
    read  hu 10000 after 1   -> adjusted 0
    enter hu 4000 ago 44161  -> entered
    look  hu                 -> adjusted 57
    audit                    -> clean
  )",
               by_clock());
}

TEST(LateReading, OfAClosedBillIsAnAdjustmentThoughTheMonthBeforeWasNeverBilled) {
  // The opening reading lies in the month before the account: that has no bill to be closed.
  expect_story(R"(
    at     2026-11-30T15:54:00Z
    room   hu
    read   hu 0 after 0
    at     2026-11-30T16:05:00Z
    open   hu credit 10000000
    at     2027-01-01T16:00:00Z
    settle                     -> closed 2026-12, adjusted 0
    read   hu 1000000 after 60
    settle                     -> adjusted 51270
    audit                      -> clean
  )",
               {.terms = R"({"energy": {"type": "flat", "price": "0.5"}, "vat": "0.06"})"});
}

}  // namespace
}  // namespace e2ms::test
