#include <gtest/gtest.h>

#include "support/story.hpp"

// Registers that begin again at zero.

namespace e2ms::test {
namespace {

House::Rules tiers() {
  House::Rules rules;
  rules.terms = R"({
    "energy": {"type": "tier", "tiers": [
      {"upto": "100", "price": "0.5"}, {"upto": null, "price": "1"}]},
    "tier_cycle": {"unit": "month"}
  })";
  return rules;
}

TEST(RolledOver, IsChargedExactlyWhereTheDigitsAreKnown) {
  expect_story(R"(
    open hu credit 100000 max 6000 digits 5
    read hu 99998000
    use  hu 1500 after 30      -> running 75
    read hu 250 after 30       -> accepted, running 113, alarms none
    use  hu 1000 after 30      -> running 163
    settle                     -> balance -163
    audit                      -> clean
  )");
}

TEST(RolledOver, WithTheRatioAndOverTheDay) {
  expect_story(R"(
    at   2026-11-10T15:00:00Z
    open hu credit 1000000 max 60000 ratio 20 digits 5
    read hu 99998000
    read hu 18000 after 120    -> accepted, running 20000
    settle                     -> balance -20000
    audit                      -> clean
  )");
}

TEST(RolledOver, DividesATierAtTheTrueEnergy) {
  expect_story(R"(
    at   2026-11-01T00:00:00Z
    open hu credit 1000000 max 60000 digits 5
    read hu 99950000
    read hu 70000 after 2880   -> accepted
    settle                     -> line energy/1/ 5000, line energy/2/ 2000
    audit                      -> clean
  )",
               tiers());
}

TEST(RolledOver, IsNeverAGlitch) {
  expect_story(R"(
    open hu credit 100000 max 6000 digits 5
    read hu 99999900
    read hu 0 after 15         -> quarantined rolled_over, alarms reading_doubtful
    read hu 99999950 after 15  -> accepted, running 3, alarms none
    read hu 50000 after 15     -> quarantined went_down
    read hu 99999990 after 15  -> accepted
    audit                      -> clean
  )");
}

TEST(RolledOver, StaysAQuestionWithoutDigits) {
  expect_story(R"(
    open   hu credit 100000 max 6000
    read   hu 99999000
    read   hu 500 after 30     -> quarantined rolled_over
    decide hu accept           -> digits_missing
    decide hu accept digits 7  -> does_not_fit
    decide hu accept digits 5  -> decided, running 75, alarms none
    use    hu 1000 after 30    -> accepted, running 125
    settle                     -> balance -125
    audit                      -> clean
  )");
}

TEST(RolledOver, ACloserLookKnowsTheDigits) {
  expect_story(R"(
    open   hu credit 100000 max 6000 digits 5
    read   hu 99999000
    read   hu 0 after 30       -> quarantined rolled_over
    decide hu accept digits 6  -> digits_differ
    decide hu accept           -> decided, running 50
    audit                      -> clean
  )");
}

// After ten days of silence at 1 MW any position could have been reached.
TEST(RolledOver, IsAPersonsWordWhenMostOfTheRegisterWouldHaveBeenUsed) {
  expect_story(R"(
    open   hu credit 10000000 max 1000000 digits 5
    read   hu 60000000
    wait   14400
    enter  hu 20000000         -> does_not_fit
    swap   hu 20000000 to 0    -> does_not_fit
    read   hu 20000000 after 1 -> quarantined rolled_over, running 0, alarms reading_doubtful
    decide hu accept           -> digits_missing
    decide hu accept digits 5  -> decided, alarms none
    settle                     -> balance -3000000
    audit                      -> clean
  )");
}

TEST(RolledOver, TakesATypedReadingInBetween) {
  expect_story(R"(
    at    2026-11-09T21:59:00Z
    open  hu credit 100000 max 60000 digits 5
    read  hu 99995000
    read  hu 5000 after 240    -> accepted, running 500
    settle                     -> balance -500
    enter hu 99999000 ago 120  -> entered, balance -500
    enter hu 1000 ago 60       -> entered, balance -500
    void  hu ago 60            -> voided, balance -500
    audit                      -> clean
  )");
}

TEST(RolledOver, GivesAnEstimateItsWay) {
  expect_story(R"(
    open  hu credit 100000 max 6000 digits 5
    read  hu 99999000
    wait  60
    enter hu 99999500 estimated -> entered, running 25
    read  hu 2000 after 60     -> accepted, running 150
    audit                      -> clean
  )");
}

}  // namespace
}  // namespace e2ms::test
