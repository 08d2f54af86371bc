#include <gtest/gtest.h>

#include "e2ms/command/swap_meter.hpp"
#include "support/story.hpp"

// Meters that are replaced, ratios that change.

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

House::Rules by_rates() {
  House::Rules rules;
  rules.terms = R"({
    "energy": {"type": "tou", "prices": {"peak": "0.9", "valley": "0.3"}},
    "register_map": {"T1": "peak", "T2": "valley"}
  })";
  return rules;
}

TEST(SwappedMeter, ChargesTheOldOneAndGoesOnWithTheNew) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 0
    use  hu 3000 after 60    -> running 150
    wait 60
    swap hu 5000 to 700      -> swapped, running 250, total 700
    use  hu 1000 after 60    -> accepted, running 300
    settle                   -> balance -300
    audit                    -> clean
  )");
}

TEST(SwappedMeter, MayHaveTheSameAddressOrAnother) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 1000
    swap hu 1001 to 0                 -> reading_exists
    wait 10
    swap hu 1500 to 0                 -> swapped, running 25
    use  hu 500 after 60              -> running 50
    meter hu max 6000
    wait 10
    swap hu 600 to 9 addr hu-2        -> address_taken
    swap hu 600 to 9 addr fresh       -> swapped, total 9
    audit                             -> clean
  )");
}

TEST(SwappedMeter, CarriesTheTiersOver) {
  expect_story(R"(
    at   2026-11-01T00:00:00Z
    open hu credit 1000000 max 60000
    read hu 0
    use  hu 80000 after 2880   -> running 4000
    settle
    wait 60
    swap hu 90000 to 12345     -> swapped, running 500
    use  hu 20000 after 2880   -> running 2000
    settle                     -> line energy/1/ 5000, line energy/2/ 1000
    audit                      -> clean
  )",
               tiers());
}

// The daemon has asked the new meter under the old address since: what it said is doubtful.
TEST(SwappedMeter, IsReportedADayLate) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 50000
    use  hu 2000 after 60      -> running 100
    read hu 30 after 300       -> quarantined went_down
    read hu 60 after 600       -> quarantined went_down, alarms reading_doubtful
    swap hu 53000 to 0 ago 800 -> swapped, running 150, alarms none
    read hu 90 after 60        -> accepted, running 155
    settle                     -> balance -155
    audit                      -> clean
  )");
}

TEST(SwappedMeter, WasNotTakenOutBeforeWhatCounts) {
  expect_story(R"(
    open hu credit 100000 max 6000
    read hu 1000
    use  hu 1000 after 60
    wait 30
    swap hu 1500 to 0 ago 60   -> before_last
    swap hu 1500 to 0 ago 10   -> does_not_fit
    swap hu 99999 to 0 ago 10  -> does_not_fit
    swap hu -1 to 0            -> no_position
    swap hu 2000 to 0 ago -5   -> in_the_future
    swap hu 2000 to 0 wordless -> note_missing
    look hu                    -> running 50, total 2000
    audit                      -> clean
  )");
}

TEST(SwappedMeter, IsSwappedOnce) {
  Story story;
  story.tell(R"(
    open hu credit 100000 max 6000
    read hu 1000
    wait 60
    swap hu 3000 to 5          -> swapped, running 100
    old swap hu 3000 to 5      -> already_swapped, running 100
    old swap hu 3000 to 6      -> meter_retired
    wait 10
    old swap hu 3000 to 5      -> meter_retired
  )");
  EXPECT_EQ(story.house().number("SELECT count(*) FROM meter"), 2);
  EXPECT_EQ(story.findings(), std::vector<std::string>{});
}

TEST(SwappedMeter, LateReadingsOfTheOldOneAreKeptAndMoveNothing) {
  Story story;
  story.tell(R"(
    open hu credit 100000 max 6000
    read hu 1000
    wait 60
    swap hu 3000 to 5          -> swapped, running 100
    old glimpse hu 3100 after 5 -> quarantined retired, running 100, alarms none
    wait 5
    old enter hu 3200          -> meter_retired
    old hold hu off            -> meter_retired
  )");
  EXPECT_EQ(story.house().number("SELECT count(*) FROM reading WHERE verdict = 7"), 1);
  EXPECT_EQ(story.findings(), std::vector<std::string>{});
}

// A typing error about the old meter is found when the new one has long been there.
TEST(SwappedMeter, MayStillBeCorrected) {
  expect_story(R"(
    at   2026-11-09T21:59:00Z
    open hu credit 100000 max 60000
    read hu 0
    use  hu 10000 after 240
    wait 60
    swap hu 12000 to 0          -> swapped
    use  hu 1000 after 60
    settle                      -> balance -650
    old enter hu 4000 ago 240   -> entered, balance -650
    old void hu ago 60          -> is_boundary
    audit                       -> clean
  )");
}

TEST(SwappedMeter, LeavesItsOrdersAndPassesItsHoldOn) {
  Story story;
  story.tell(R"(
    open hu credit 100000 max 6000
    read hu 1000
    hold hu off                -> noted, supply off forced_off, wish open
    wait 60
    swap hu 1000 to 5          -> swapped, supply off forced_off, wish open
    old look hu                -> supply none
    hold hu auto               -> supply on in_credit
  )");
  EXPECT_EQ(story.findings(), std::vector<std::string>{});
}

TEST(SwappedMeter, StaysOffForArrears) {
  expect_story(R"(
    open hu max 60000
    read hu 0
    use  hu 100 after 10       -> level arrears
    use  hu 100 after 70       -> supply off arrears
    obey hu                    -> confirmed
    wait 5
    swap hu 200 to 0           -> swapped, supply off arrears, wish open
    obey hu                    -> confirmed
    pay  hu 5000 ref a         -> supply on in_credit
    audit                      -> clean
  )");
}

TEST(SwappedMeter, InAVacantRoomIsNobodys) {
  expect_story(R"(
    room hu max 6000
    read hu 1000
    wait 60
    swap hu 3000 to 0          -> swapped
    use  hu 500 after 60       -> accepted
    open hu credit 1000
    use  hu 500 after 60       -> running 25
    audit                      -> clean
  )");
}

// What both had counted would be there twice.
TEST(SwappedMeter, CountedNothingBeforeItWasBuiltIn) {
  Story story;
  story.tell(R"(
    room lights norelay
    read lights 1000
    wait 60
    swap lights 3000 to 50 norelay -> swapped
    wait 60
    enter lights 20 ago 90     -> before_opening
    enter lights 90            -> entered
    void  lights ago 60        -> is_opening
    audit                      -> clean
  )");
  story.house().sql(
      "INSERT INTO reading (taken_at, meter, verdict, total_wh, raw) "
      "SELECT retired_at - 1, 2, 0, 20, '' FROM meter WHERE id = 1");
  EXPECT_EQ(story.findings(),
            std::vector<std::string>{"does not end with its closing reading: meter 1"});
}

TEST(SwappedMeter, NeedsTheRatesThatAreCharged) {
  Story story(by_rates());
  story.tell(R"(
    open hu credit 100000 max 6000
    read hu 0
    wait 60
    swap hu 1000 to 0          -> rates_missing
  )");
  command::SwapMeter order{
      .meter = {1},
      .closed_at = Instant{story.house().number("SELECT max(last_at) FROM meter_state")} + hours(1),
      .closing = {Energy::wh(1000), {Energy::wh(400), Energy::wh(900)}},
      .opening = {Energy::wh(50), {Energy::wh(20), Energy::wh(30)}},
      .address = "hu-1",
      .model = "m",
      .has_relay = true,
      .rolls_at = std::nullopt,
      .note = "x",
      .actor = "fitter",
      .at = {}};
  order.at = order.closed_at;
  using Verdict = command::SwapMeter::Verdict;
  EXPECT_EQ(story.house().submit(order)->verdict, Verdict::rates_differ);
  order.closing.rates[1] = Energy::wh(600);
  EXPECT_EQ(story.house().submit(order)->verdict, Verdict::swapped);
  EXPECT_EQ(story.findings(), std::vector<std::string>{});
}

TEST(ChangedRatio, CountsFromItsReadingOn) {
  expect_story(R"(
    open  hu credit 100000 max 6000 ratio 10
    read  hu 0
    use   hu 1000 after 60     -> running 500
    ratio hu 20 ago 60 wordless -> note_missing
    ratio hu 20 ago 30         -> no_boundary
    ratio hu 20 ago -1         -> in_the_future
    ratio hu 20                -> changed, running 500
    ratio hu 20                -> already_so
    use   hu 1000 after 60     -> running 1500
    settle                     -> balance -1500
    void  hu ago 60            -> is_boundary
    audit                      -> clean
  )");
}

TEST(ChangedRatio, MayBeginWithAReadingThatIsTypedIn) {
  expect_story(R"(
    open  hu credit 100000 max 6000
    read  hu 0
    use   hu 4000 after 120    -> running 200
    ratio hu 10 ago 60 total 9000 -> does_not_fit
    ratio hu 10 ago 60 total 1000 -> changed, running 0, balance -1550
    ratio hu 10 ago 60 total 1001 -> reading_exists
    audit                      -> clean
  )");
}

// The transformer was never 10 but 20, and October is closed.
TEST(ChangedRatio, OfAllThePastAdjustsClosedBills) {
  expect_story(R"(
    at    2026-10-31T14:59:00Z
    open  hu credit 1000000 max 6000 ratio 10
    read  hu 0
    use   hu 1000 after 30
    use   hu 1000 after 30
    settle
    at    2026-11-02T16:00:00Z
    settle                     -> balance -1000, closed 2026-10
    use   hu 1000 after 10     -> running 500
    settle                     -> balance -1500
    ratio hu 20 ago 100000     -> changed, balance -3000, running 0, adjusted 1000
    use   hu 1000 after 60     -> running 1000
    settle                     -> balance -4000
    audit                      -> clean
  )");
}

TEST(ChangedRatio, EndsWhereALaterOneBegins) {
  expect_story(R"(
    open  hu credit 1000000 max 6000
    read  hu 0
    use   hu 1000 after 60
    use   hu 1000 after 60
    use   hu 1000 after 60
    ratio hu 10 ago 60         -> changed, balance -600
    ratio hu 2 ago 120         -> changed, balance -650
    ratio hu 1 ago 60          -> changed, balance -200
    audit                      -> clean
  )");
}

// The boundary was mistyped, in its moment and its position.
TEST(ChangedRatio, MayBeTakenBackToBeginElsewhere) {
  Story story;
  story.tell(R"(
    open  hu credit 100000 max 6000
    read  hu 0
    use   hu 4000 after 120    -> running 200
    ratio hu 10 ago 60 total 1000 -> changed, balance -1550
    void  hu ago 60            -> is_boundary
    ratio hu 1 ago 60          -> changed, balance -200
    void  hu ago 60            -> voided, balance -200
    ratio hu 10 ago 90 total 2000 -> changed, balance -1100
    audit                      -> clean
  )");
  // What was taken back is no end of it.
  EXPECT_EQ(story.house().number("SELECT ratio FROM meter WHERE id = 1"), 10);
  story.tell("use hu 1000 after 60 -> running 500\naudit -> clean");
}

TEST(ChangedRatio, OfTheFirstReadingIsFromTheBeginning) {
  Story story;
  story.tell(R"(
    room  hu max 6000
    wait  600
    read  hu 1000
    ratio hu 10                -> changed
    enter hu 400 ago 60        -> entered
    ratio hu 20 ago 500        -> changed
    audit                      -> clean
  )");
  EXPECT_EQ(story.house().number("SELECT max(since) FROM meter_ratio"), 0);
  EXPECT_EQ(story.house().number("SELECT ratio FROM meter WHERE id = 1"), 20);
}

TEST(ChangedRatio, CountsForTheTiers) {
  expect_story(R"(
    at    2026-11-01T00:00:00Z
    open  hu credit 1000000 max 60000
    read  hu 0
    use   hu 60000 after 2880
    settle                     -> line energy/1/ 3000
    ratio hu 2 ago 2880        -> changed
    look  hu                   -> line energy/1/ 5000, line energy/2/ 2000, balance -7000
    use   hu 10000 after 2880  -> running 2000
    audit                      -> clean
  )",
               tiers());
}

}  // namespace
}  // namespace e2ms::test
