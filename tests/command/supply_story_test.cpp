#include <gtest/gtest.h>

#include "e2ms/command/supply.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

TEST(Supply, OfARoomThatRunsDry) {
  expect_story(R"(
    open hu reconnect 100  -> added
    read hu 1000           -> accepted, level arrears, messages arrears, alarms cut_off_held
                           -> decision held arrears
    pay  hu 5000 ref a     -> credited, available 5000, level none, messages topped_up, alarms none
    use  hu 59000          -> running 2950, available 2050, level none, messages none
    use  hu 2000           -> running 3050, available 1950, level low, messages low
    use  hu 30000          -> running 4550, available 450, level very_low, messages very_low
    use  hu 8000           -> running 4950, available 50, messages none, supply none
    wait 60
    use  hu 1000           -> available 0, balance 0, running 0, charged 5000, supply off arrears
                           -> wish open, messages arrears
    use  hu 0              -> supply off arrears, wish open, messages none, decisions 3
    obey hu                -> confirmed, wish fulfilled, messages cut_off
    pay  hu 99 ref b       -> credited, available 99, supply off arrears, wish fulfilled
    pay  hu 1 ref c        -> credited, available 100, supply on in_credit, wish open
    obey hu                -> confirmed, wish fulfilled, messages restored
    seen hu closed         -> confirmed, messages none
  )");
}

TEST(Supply, WarnsOnceOnEachLevelAndAgainAfterATopUp) {
  expect_story(R"(
    open hu
    read hu 0
    pay  hu 2100 ref a  -> level none
    use  hu 2000        -> available 2000, level low, messages low
    use  hu 2000        -> available 1900, messages none
    pay  hu 100 ref b   -> available 2000, level low, messages topped_up
    pay  hu 1 ref c     -> available 2001, level none, messages topped_up
    use  hu 20          -> available 2000, level low, messages low
    use  hu 30000       -> available 500, level very_low, messages very_low
    pay  hu 1000 ref d  -> level low, messages topped_up
    use  hu 20000       -> available 500, level very_low, messages very_low
  )");
}

TEST(Supply, IsNotCutUnwarnedEvenWhenThePlungeIsDeep) {
  expect_story(R"(
    open hu
    read hu 0
    pay  hu 3000 ref a       -> level none
    use  hu 80000            -> available -1000, level arrears, messages arrears
                             -> alarms cut_off_held, supply none
    use  hu 100 after 58     -> alarms cut_off_held, supply none, messages none
    use  hu 100 after 1      -> alarms cut_off_held, supply none
    use  hu 100 after 1      -> alarms none, supply off arrears, balance -1015, running 0
  )");
}

TEST(Supply, IsNotCutUnwarnedAfterATopUpThatLeftItLow) {
  expect_story(R"(
    open hu
    read hu 0
    pay  hu 2000 ref a       -> level low
    wait 600
    use  hu 32000            -> available 400, level very_low, messages very_low
    pay  hu 1000 ref b       -> available 1400, level low, messages topped_up
    wait 600
    use  hu 40000            -> available -600, level arrears, messages arrears
                             -> alarms cut_off_held, supply none
    use  hu 100 after 60     -> alarms none, supply off arrears
  )");
}

TEST(Supply, IsNotCutOnAnOldReading) {
  expect_story(R"(
    open    hu
    pay     hu 3000 ref a
    pay     hu 1000 ref b
    read    hu 0
    use     hu 60000 after 10 -> available 1000, level low
    wait    90
    reverse b                 -> reversed, available 0, alarms cut_off_held, supply none
                              -> decision held arrears
    use     hu 0 after 1      -> available 0, alarms none, supply off arrears
  )");
}

TEST(Supply, ComesBackOnlyAboveTheReconnectAmount) {
  expect_story(R"(
    open hu reconnect 1000
    read hu 0
    use  hu 20 after 60
    use  hu 20 after 60   -> supply off arrears
    obey hu
    pay  hu 2 ref a       -> available 0, supply off arrears
    pay  hu 999 ref b     -> available 999, supply off arrears, wish fulfilled
    pay  hu 1 ref c       -> available 1000, supply on in_credit, wish open
  )");
}

TEST(Supply, WithNegativeReconnectStillNeedsMoney) {
  expect_story(R"(
    open hu reconnect -500
    read hu 0
    use  hu 2000 after 60
    use  hu 2000 after 60 -> available -200, supply off arrears
    pay  hu 200 ref a     -> available 0, supply off arrears
    pay  hu 1 ref b       -> available 1, supply on in_credit
  )");
}

TEST(Supply, ThatWasNeverSeenOffNeedsNoReconnectAmount) {
  expect_story(R"(
    open hu reconnect 1000
    read hu 0
    use  hu 20 after 60
    use  hu 20 after 60   -> supply off arrears, wish open
    pay  hu 2 ref a       -> available 0, supply off arrears
    pay  hu 1 ref b       -> available 1, supply on in_credit, wish open
    seen hu closed        -> confirmed, wish fulfilled, messages none
  )");
}

TEST(Supply, UsesTheCreditLimitBeforeItEnds) {
  expect_story(R"(
    open hu credit 1000 alarm1 500 alarm2 200
    read hu 0
    use  hu 9980           -> available 501, level none
    use  hu 20             -> available 500, level low
    use  hu 9980 after 60  -> available 1, level very_low, supply none
    use  hu 20             -> available 0, supply off arrears
  )");
}

TEST(Supply, SwitchedOffByAPersonStaysOffThroughATopUp) {
  expect_story(R"(
    open hu
    read hu 0
    pay  hu 5000 ref a
    hold hu off          -> noted, supply off forced_off, wish open
    obey hu              -> confirmed, messages cut_off
    pay  hu 5000 ref b   -> supply off forced_off, wish fulfilled
    use  hu 0            -> supply off forced_off
    hold hu auto         -> noted, supply on in_credit, wish open
    obey hu              -> confirmed, messages restored
  )");
}

TEST(Supply, KeptByAPersonSurvivesArrears) {
  expect_story(R"(
    open hu
    read hu 0
    hold hu on             -> noted, supply on kept_supplied
    obey hu                -> confirmed
    use  hu 20000 after 60
    use  hu 20000 after 60 -> available -2000, supply on kept_supplied, wish fulfilled, alarms none
    hold hu auto           -> noted, supply off arrears, wish open, balance -2000, running 0
  )");
}

TEST(Supply, HandedBackUnwarnedInArrearsHasPowerUntilTheGateOpens) {
  expect_story(R"(
    open hu
    read hu 0
    hold hu off            -> noted, supply off forced_off
    obey hu                -> confirmed
    hold hu auto           -> noted, supply on in_credit, wish open
    obey hu                -> confirmed, messages restored
    use  hu 20 after 61    -> supply off arrears, wish open
  )");
}

TEST(Supply, HoldsOfUnknownOrRelaylessMetersAreRefused) {
  expect_story(R"(
    open hu norelay
    hold hu off   -> no_relay, supply none
    pay  hu 100 ref a
    read hu 0
    use  hu 80000 after 60  -> available -3900
    use  hu 80000 after 60  -> supply none, decisions 0, alarms none
  )");
  House house;
  command::HoldSupply const order{MeterId{99}, Relay::open, {0}, "chief", ""};
  EXPECT_EQ(house.submit(order)->verdict, command::HoldSupply::Verdict::unknown_meter);
}

TEST(Supply, OfARoomWithoutATenantIsAPersonsWord) {
  expect_story(R"(
    room hu
    read hu 0
    hold hu off   -> noted, supply off forced_off, wish open
    obey hu       -> confirmed, messages none
    hold hu auto  -> noted, supply on in_credit, wish open
    obey hu       -> confirmed
  )");
}

TEST(Supply, MovedByHandIsWishedForAgain) {
  expect_story(R"(
    open  hu
    read  hu 0
    pay   hu 5000 ref a
    hold  hu off   -> supply off forced_off
    obey  hu       -> confirmed, wish fulfilled
    moved hu closed
    look  hu       -> wish fulfilled
    use   hu 10    -> accepted, wish open, supply off forced_off
    obey  hu       -> confirmed, wish fulfilled
    seen  hu closed -> still_wanted, wish open
  )");
}

TEST(Supply, OpenedByHandInARoomInCreditIsClosed) {
  expect_story(R"(
    open  hu
    read  hu 0
    pay   hu 5000 ref a  -> supply none
    moved hu open
    use   hu 0           -> supply on in_credit, wish open, decision on in_credit
    obey  hu             -> confirmed, wish fulfilled
  )");
}

TEST(Supply, ARefusedOrderStaysWanted) {
  expect_story(R"(
    open hu
    read hu 0
    hold hu off     -> wish open
    seen hu closed  -> still_wanted, wish open, messages none
    seen hu open    -> confirmed, wish fulfilled, messages cut_off
    seen hu open    -> confirmed, messages none
  )");
}

TEST(Supply, ATopUpBeforeTheOrderWasCarriedOutTurnsTheWish) {
  expect_story(R"(
    open hu
    read hu 0
    use  hu 20 after 60
    use  hu 20 after 60  -> supply off arrears, wish open
    pay  hu 5000 ref a   -> supply on in_credit, wish open
    seen hu open         -> still_wanted, wish open
    seen hu closed       -> confirmed, wish fulfilled
  )");
}

TEST(Supply, ADoubtfulReadingStillTellsWhereTheRelayIs) {
  expect_story(R"(
    open  hu
    read  hu 5000
    hold  hu off    -> wish open
    moved hu open
    read  hu 100    -> quarantined went_down, wish fulfilled, messages cut_off
  )");
}

TEST(Supply, OpenedByHandIsClosedThoughTheRegisterIsDoubtful) {
  expect_story(R"(
    open  hu
    read  hu 5000
    pay   hu 5000 ref a  -> supply none
    moved hu open
    read  hu 100         -> quarantined went_down, supply on in_credit, wish open
    obey  hu             -> confirmed, wish fulfilled
  )");
}

TEST(Supply, OfTwoMetersIsCutOneByOneOnTheirOwnReadings) {
  expect_story(R"(
    open hu meters 2
    read hu 0
    read hu/2 0
    use  hu 2000 after 90  -> supply off arrears, alarms cut_off_held
    look hu/2              -> supply none, decision held arrears
    use  hu/2 0 after 1    -> supply off arrears, alarms none
    pay  hu 5000 ref a     -> supply on in_credit
    look hu/2              -> supply on in_credit
  )");
}

TEST(Supply, OfOneMeterIsAPersonsWordAndOfTheOtherTheRules) {
  expect_story(R"(
    open hu meters 2
    read hu 0
    read hu/2 0 after 50   -> decision held arrears, decider e2ms
    wait 15
    hold hu off            -> noted, supply off forced_off, decider chief
    look hu/2              -> supply off arrears, decider e2ms
  )");
}

TEST(Supply, TellsEachTimeThatACutOffWasHeld) {
  expect_story(R"(
    open hu
    read hu 0              -> decision held arrears, decisions 1
    pay  hu 5000 ref a     -> alarms none, decision on in_credit, decisions 2
    use  hu 100000         -> available 0, level arrears, alarms cut_off_held
                           -> decision held arrears, decisions 3
  )");
}

TEST(Supply, IsNotTakenForSwitchedOnByAPictureOlderThanTheLastOrder) {
  // The relay may have opened before the line died; nobody has read it since.
  expect_story(R"(
    open hu
    read hu 0
    use  hu 20 after 60
    use  hu 20 after 60  -> supply off arrears, wish open
    pay  hu 5000 ref a   -> supply on in_credit, wish open
    hold hu on           -> supply on kept_supplied, wish open
    seen hu open         -> still_wanted, wish open
    seen hu closed       -> confirmed, wish fulfilled
  )");
}

TEST(Supply, TellsTheTenantNothingOfARelayThatDidNotMove) {
  expect_story(R"(
    open hu
    read hu 0
    use  hu 20 after 60
    use  hu 20 after 60  -> supply off arrears, wish open
    pay  hu 5000 ref a   -> supply on in_credit
    seen hu closed       -> confirmed, messages none
    hold hu on           -> supply on kept_supplied, wish fulfilled, messages none
  )");
}

TEST(Supply, OrderStepsOfASupersededDecisionAreNotCounted) {
  Story story;
  story.tell("open hu\n read hu 0\n hold hu off -> wish open");
  auto const meter = MeterId{1};
  auto& house = story.house();
  DecisionId const first{house.number("SELECT decision FROM supply_wish")};
  command::NoteSupplyStep const sent{first, meter, SupplyStep::sent, 0, {1}};
  using Verdict = command::NoteSupplyStep::Verdict;
  EXPECT_EQ(house.submit(sent)->verdict, Verdict::noted);
  EXPECT_EQ(house.number("SELECT attempts FROM supply_wish"), 1);
  story.tell("hold hu on");
  EXPECT_EQ(house.number("SELECT attempts FROM supply_wish"), 0);
  EXPECT_EQ(house.submit(sent)->verdict, Verdict::superseded);
  EXPECT_EQ(house.number("SELECT attempts FROM supply_wish"), 0);
  EXPECT_EQ(house.number("SELECT count(*) FROM supply_step"), 1);
}

}  // namespace
}  // namespace e2ms::test
