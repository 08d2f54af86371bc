#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

TEST(Doubts, OfAJumpDoNotDissolveByThemselves) {
  // 6 kW: 100 kWh are possible again after 17 hours.
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 50000
    read hu 150000 after 10     -> quarantined jumped, alarms reading_doubtful
    read hu 150000 after 30000  -> quarantined jumped, total 50000, running 0
    read hu 150100 after 30000  -> quarantined jumped, alarms reading_doubtful
    read hu 60000 after 10      -> accepted, total 60000, running 500, alarms none
  )");
}

TEST(Doubts, OfAClearedMeterDoNotDissolveByThemselves) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 50000
    read hu 48000 after 10    -> quarantined went_down
    read hu 50500 after 60    -> quarantined went_down, total 50000, alarms reading_doubtful
    read hu 53000 after 60    -> quarantined went_down, total 50000, running 0
  )");
}

TEST(Doubts, OfARollOverAreNamed) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 999999000
    read hu 3000 after 60     -> quarantined rolled_over, alarms reading_doubtful
    decide hu accept          -> digits_missing, alarms reading_doubtful
    decide hu rebase          -> decided, total 3000, running 0, nobodys -999996000, alarms none
    use hu 2000 after 60      -> accepted, running 100
  )");
}

TEST(Decisions, ToAcceptChargeTheEnergy) {
  expect_story(R"(
    open hu credit 1000000 max 6000
    read hu 50000
    use  hu 2000 after 60     -> running 100
    read hu 150000 after 10   -> quarantined jumped
    decide hu accept          -> decided, total 150000, running 5000, alarms none
    decide hu accept          -> already_decided, running 5000
    decide hu discard         -> decided_otherwise
    use  hu 2000 after 60     -> accepted, running 5100
    settle                    -> posted 1
    look hu                   -> charged 5100
  )");
}

TEST(Decisions, ToAcceptWarnAndNeverCutOffAtOnce) {
  expect_story(R"(
    open hu max 6000
    pay  hu 10000 ref a
    read hu 50000
    read hu 350000 after 10   -> quarantined jumped
    decide hu accept          -> decided, available -5000, level arrears, messages arrears
      -> decision held arrears, decider chief, supply none
  )");
}

TEST(Decisions, ToBeginAnewChargeNothingForTheGap) {
  expect_story(R"(
    open hu credit 1000000 max 6000
    read hu 50000
    use  hu 2000 after 60     -> running 100
    read hu 10 after 10       -> quarantined went_down
    decide hu rebase          -> decided, total 10, running 100, nobodys -51990, alarms none
    decide hu rebase          -> already_decided, running 100
    use  hu 2000 after 60     -> accepted, running 200
    use  hu 2000 after 60     -> accepted, running 300
    settle                    -> posted 1, running 0
    look hu                   -> charged 300
    use  hu 2000 after 60     -> running 100
    settle                    -> posted 1
    look hu                   -> charged 400
  )");
}

TEST(Decisions, ToBeginAnewKeepWhatRoundsToNothing) {
  // 9 Wh before the swap and 1 Wh after it are one fen, at 0.50.
  expect_story(R"(
    open hu credit 1000000 max 6000
    read hu 50000
    use  hu 9                 -> running 0
    settle                    -> posted 0
    read hu 10 after 10       -> quarantined went_down
    decide hu rebase          -> decided, running 0
    settle                    -> posted 0
    use  hu 1                 -> running 1
    settle                    -> posted 1
    look hu                   -> charged 1
  )");
}

TEST(Decisions, ToBeginAnewAcrossAMonthAndTwiceInARow) {
  expect_story(R"(
    open hu credit 1000000 max 6000
    at   2026-11-30T15:00:00Z
    read hu 50000 after 0
    use  hu 2000 after 30     -> running 100
    read hu 10 after 20       -> quarantined went_down
    at   2026-11-30T16:30:00Z
    decide hu rebase          -> decided
    read hu 90000 after 0     -> quarantined jumped
    decide hu rebase          -> decided, total 90000, running 100
    use  hu 2000 after 60     -> running 200
    settle                    -> posted 1
    look hu                   -> bill 2026-11 100, bill 2026-12 100
  )");
}

TEST(Decisions, ToBeginAnewRightAfterTheOpening) {
  expect_story(R"(
    open hu credit 1000000 max 6000
    read hu 50000
    read hu 10 after 10       -> quarantined went_down
    decide hu rebase          -> decided, total 10, running 0
    audit                     -> clean
    settle                    -> posted 0
    use  hu 2000 after 60     -> running 100
  )");
}

TEST(Decisions, OpenAnAccountThatWaitsForItsFirstReading) {
  expect_story(R"(
    room hu max 6000
    read hu 50000
    open hu credit 1000
    read hu 10 after 10       -> quarantined went_down
    decide hu rebase          -> decided, total 10
    use  hu 2000 after 60     -> accepted, running 100
  )");
}

TEST(Decisions, ToDiscardKeepTheBaseline) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 50000
    read hu 0 after 10        -> quarantined went_down, alarms reading_doubtful
    decide hu discard         -> decided, total 50000, alarms none
    decide hu discard         -> already_decided
    read hu 52000 after 1000  -> accepted, running 100
  )");
}

TEST(Decisions, ToDiscardAJumpDoNotLetItInLater) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 50000
    read hu 150000 after 10     -> quarantined jumped
    decide hu discard           -> decided, alarms none
    read hu 150000 after 30000  -> quarantined jumped, alarms reading_doubtful, running 0
    decide hu accept            -> decided, running 5000
  )");
}

TEST(Decisions, AreAboutTheNewestDoubtAlone) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 50000
    decide hu rebase          -> outdated
    read hu 10 after 10       -> quarantined went_down
    read hu 20 after 10       -> quarantined went_down
    decide hu rebase ago 1    -> outdated, alarms reading_doubtful
    decide hu discard         -> decided
    decide hu rebase ago 1    -> outdated
    read hu 30 after 10       -> quarantined went_down
    read hu 50100 after 10    -> accepted
    decide hu rebase ago 1    -> outdated, total 50100
  )");
}

TEST(Decisions, NeedANoteAndAPosition) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 50000
    read hu -1 after 10           -> quarantined went_down
    decide hu rebase              -> no_position
    decide hu discard wordless    -> note_missing
    decide hu discard             -> decided
    read hu 2000000000000 after 1 -> quarantined jumped
    decide hu accept              -> no_position
    decide hu discard             -> decided, alarms none
  )");
}

TEST(Decisions, AreWrittenDownAndAnnounced) {
  Story story;
  story.tell("open hu max 6000\n read hu 50000\n read hu 10 after 10\n decide hu rebase");
  auto& house = story.house();
  EXPECT_EQ(house.texts("SELECT after FROM audit WHERE action = 'reading_decided'"),
            std::vector<std::string>{
                "rebase 0.010 kWh at 2026-11-23T00:11:00.000Z: looked at the meter"});
  EXPECT_EQ(house.number("SELECT verdict FROM reading WHERE total_wh = 10"), 1);
  EXPECT_EQ(house.number("SELECT baseline_wh FROM reading_decision"), 50'000);
}

}  // namespace
}  // namespace e2ms::test
