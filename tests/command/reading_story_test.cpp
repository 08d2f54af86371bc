#include <gtest/gtest.h>

#include "e2ms/command/record_reading.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

TEST(Readings, AFirstOneChargesNothing) {
  expect_story(R"(
    open hu credit 1000
    read hu 123456   -> accepted, running 0, total 123456
    use  hu 2000     -> accepted, running 100
    settle           -> posted 1
    look hu          -> charged 100, balance -100
  )");
}

TEST(Readings, TheFirstTimeMustAgreeWithAnother) {
  expect_story(R"(
    open    hu credit 1000 max 6000
    glimpse hu 0            -> quarantined unconfirmed, total -1, alarms none
    glimpse hu 123456       -> quarantined unconfirmed, total -1, alarms none
    glimpse hu 123596       -> accepted, total 123596, running 0
    use     hu 2000 after 60 -> accepted, running 100
    settle                  -> posted 1
  )");
}

TEST(Readings, TheFirstTimeAreNotTakenFromAGlitchAbove) {
  expect_story(R"(
    open    hu credit 1000 max 6000
    glimpse hu 99999999     -> quarantined unconfirmed
    glimpse hu 123456       -> quarantined unconfirmed
    glimpse hu 123456       -> accepted, total 123456
  )");
}

TEST(Readings, BeforeTheAccountBelongToNobody) {
  expect_story(R"(
    room hu
    read hu 5000     -> accepted
    use  hu 4000     -> accepted
    open hu credit 1000
    use  hu 2000     -> accepted, running 100
  )");
}

TEST(Readings, LongBeforeTheAccountAreNotItsOpening) {
  expect_story(R"(
    room hu
    read hu 5000     -> accepted
    wait 600
    open hu credit 1000
    use  hu 4000     -> accepted, running 0
    use  hu 2000     -> accepted, running 100
  )");
}

TEST(Readings, ThatGoDownAreKeptAndNeverABaseline) {
  expect_story(R"(
    open hu credit 100000
    read hu 50000
    read hu 49999  -> quarantined went_down, total 50000, alarms reading_doubtful
    read hu 0      -> quarantined went_down, total 50000, alarms reading_doubtful
    read hu 52000  -> accepted, running 100, alarms none
  )");
}

TEST(Readings, ThatJumpAreKeptAndNeverABaseline) {
  // 60 kW for one minute is 1000 Wh, and 40 Wh for the steps of the register.
  expect_story(R"(
    open hu credit 100000 max 60000
    read hu 0
    read hu 1041   -> quarantined jumped, total 0, running 0, alarms reading_doubtful
    read hu 2041   -> quarantined jumped, total 0, running 0
    read hu 1040   -> accepted, total 1040, running 52, alarms none
    read hu 2080   -> accepted
  )");
}

TEST(Readings, ThatAreNotLaterAreKeptAndChangeNothing) {
  expect_story(R"(
    open hu credit 100000
    read hu 1000 after 10
    read hu 1200 after -5   -> quarantined not_later, total 1000, alarms reading_doubtful
    read hu 1400 after 10   -> accepted, running 20, alarms none
  )");
}

TEST(Readings, TwiceAreOneReading) {
  expect_story(R"(
    open  hu credit 100000
    read  hu 0
    use   hu 2000   -> accepted, running 100
    again hu        -> already_recorded, running 100
    settle          -> posted 1
    again hu        -> already_recorded, running 0
    look  hu        -> charged 100
  )");
}

TEST(Readings, OfAnUnknownMeterAreRefused) {
  Story story;
  command::RecordReading order{MeterId{77}, {}};
  auto const outcome = story.house().submit(order);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->verdict, command::RecordReading::Verdict::unknown_meter);
  EXPECT_EQ(story.house().number("SELECT count(*) FROM reading"), 0);
}

TEST(Readings, WhoseRatesDifferAreKept) {
  Story story;
  story.tell("open hu credit 1000");
  command::RecordReading order{MeterId{1}, {}};
  order.reading.taken_at = {1'795'400'000'000};
  order.reading.total = Energy::wh(5000);
  order.reading.rate = {Energy::wh(1000), Energy::wh(1000), Energy::wh(1000), Energy::wh(1000)};
  auto const outcome = story.house().submit(order);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->why, ReadingVerdict::rates_differ);
  EXPECT_EQ(story.house().number("SELECT rate4_wh FROM reading"), 1000);
  EXPECT_EQ(story.house().number("SELECT count(rate5_wh) FROM reading"), 0);
  story.tell("look hu -> total -1, alarms reading_doubtful\n audit -> clean");
}

TEST(Settlement, CutsAtTheEndOfTheMonth) {
  // The month ends at 16:00 UTC in Shanghai; the span of 20 minutes is cut in its middle.
  expect_story(R"(
    open hu credit 100000
    at   2026-11-30T15:40:00Z
    read hu 0 after 10              -> accepted
    use  hu 4000 after 20           -> accepted, running 200
    settle                          -> posted 1
    look hu                         -> charged 200, bill 2026-11 100, bill 2026-12 100
    use  hu 1000                    -> running 50
    settle                          -> posted 1
    look hu                         -> bill 2026-11 100, bill 2026-12 150
  )");
}

TEST(Settlement, CutsEachMonthOfALongSilence) {
  expect_story(R"(
    open hu credit 100000
    at   2026-11-15T16:00:00Z
    read hu 0 after 0
    at   2027-01-15T16:00:00Z
    read hu 61000 after 0  -> accepted, running 3050
    settle                 -> posted 1
    look hu                -> bill 2026-11 750, bill 2026-12 1550, bill 2027-01 750
  )");
}

TEST(Settlement, CutsWhereThePriceChanges) {
  expect_story(R"(
    open  hu credit 100000
    at    2026-11-23T09:00:00Z
    price 100000000 from 2026-11-23T10:00:00Z  -> added
    price 100000000 from 2026-11-23T10:00:00Z  -> name_taken
    at    2026-11-23T09:50:00Z
    read  hu 0 after 0
    use   hu 4000 after 20   -> running 300
    settle                   -> posted 1
    look  hu                 -> charged 300
    use   hu 1000            -> running 100
  )");
}

TEST(Settlement, TwicePostsOnce) {
  expect_story(R"(
    open hu credit 100000
    open li credit 100000
    open wu credit 100000
    read hu 0
    read li 0
    read wu 0
    use  hu 1000
    use  wu 3000
    settle      -> posted 2, journals 2
    settle      -> posted 0, journals 2
    use  li 1000
    settle      -> posted 1, journals 3
  )");
}

TEST(Settlement, OfAnAmountThatRoundsToNothingGoesOnRunning) {
  // 9 Wh at 0.50 are 0.45 fen.
  expect_story(R"(
    open hu credit 1000
    read hu 0
    use  hu 9    -> running 0
    settle       -> posted 0, journals 0
    use  hu 1    -> running 1
    settle       -> posted 1
    use  hu 10   -> running 0
    settle       -> posted 0
    use  hu 9    -> running 0
    use  hu 1    -> running 1
    settle       -> posted 1
    look hu      -> charged 2
  )");
}

TEST(Settlement, OfTinyAmountsAcrossAMonthLosesNothing) {
  expect_story(R"(
    open hu credit 1000
    at   2026-11-30T15:50:00Z
    read hu 0 after 0
    use  hu 9 after 10      -> running 0
    settle                  -> posted 0
    use  hu 10 after 10     -> running 1
    settle                  -> posted 1
    look hu                 -> bill 2026-11 0, bill 2026-12 1
  )");
}

TEST(Settlement, TwoMetersOfOneAccountShareTheirLine) {
  // 9 Wh each: apart they would round to nothing, together they are one fen.
  expect_story(R"(
    open hu credit 1000 meters 2
    read hu 0
    read hu/2 70000
    use  hu 9       -> running 0
    use  hu/2 9     -> running 1
    settle          -> posted 1
    look hu         -> charged 1
    use  hu/2 1
    use  hu 1       -> running 0
    use  hu/2 10    -> running 1
    settle          -> posted 1
    look hu         -> charged 2
  )");
}

TEST(Settlement, OfAMeterThatCameIntoALetRoomBeginsWithItsFirstReading) {
  expect_story(R"(
    open  hu credit 1000
    read  hu 0
    meter hu
    read  hu/2 5000   -> accepted, running 0
    use   hu/2 2000   -> accepted, running 100
    settle            -> posted 1
    look  hu          -> charged 100
    meter hu norelay
    read  hu/3 0
    use   hu/3 200    -> running 10
  )");
}

TEST(Readings, ThatComeLateFromBeforeThePriceDoNotBlockTheMeter) {
  expect_story(R"(
    at    2026-11-23T00:00:00Z
    open  hu credit 1000   -> added
    read  hu 5000 after -1 -> accepted, running 0
    use   hu 1000 after 10 -> accepted, running 0
    use   hu 1000 after 10 -> accepted, running 50
  )",
               {.price_from = *from_iso("2026-11-23T00:00:00Z")});
}

TEST(Accounts, WithoutAPriceAreNotOpened) {
  expect_story(R"(
    at    2026-11-22T23:59:00Z
    open  hu             -> no_price_yet
    read  hu 0 after 0   -> accepted
    at    2026-11-23T00:01:00Z
    open  hu             -> no_price_yet
  )",
               {.price_from = *from_iso("2026-11-23T00:00:00Z")});
}

TEST(Settlement, MultipliesByTheRatio) {
  expect_story(R"(
    open hu credit 100000 ratio 40
    read hu 100
    use  hu 100   -> running 200
    settle        -> posted 1
    look hu       -> charged 200
  )");
}

TEST(Settlement, OfAFreePriceNeverPosts) {
  expect_story(R"(
    open hu credit 1000
    read hu 0
    use  hu 100000  -> running 0
    settle          -> posted 0
    wait 60000
    use  hu 100000  -> running 0
    settle          -> posted 0
  )",
               {.price_e8 = 0});
}

}  // namespace
}  // namespace e2ms::test
