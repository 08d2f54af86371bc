#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

House::Rules by(std::string terms) {
  House::Rules rules;
  rules.terms = std::move(terms);
  return rules;
}

std::string const kRent = R"({"energy": {"type": "flat", "price": "0.5"},
  "fixed": [{"code": "rent", "per_month": "30"}]})";

std::string const kTiers = R"({"energy": {"type": "tier", "tiers": [
   {"upto": "100", "price": "0.5"}, {"upto": null, "price": "1"}]},
  "tier_cycle": {"unit": "month"}})";

TEST(MoveOut, ClosesTheAccountWithOneReadingAndItsBills) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 1000
    read  hu 0
    pay   hu 5000 ref a
    use   hu 4000 after 60   -> running 200
    wait  10
    leave hu showing +1000   -> done, holder nobody, fed 0
    left  look hu            -> balance 4750, running 0, closed 2026-11, fed 5000
    use   hu 2000 after 60
    settle
    look  hu                 -> landlord -100, balance 0, fed 2000
    left  look hu            -> balance 4750, fed 5000
  )");
}

TEST(MoveOut, TakesAReadingThatIsThere) {
  expect_story(R"(
    open  hu credit 1000
    read  hu 0
    use   hu 4000 after 60
    leave hu                 -> done
    left  look hu            -> balance -200, closed 2026-11
    audit                    -> clean
  )");
}

TEST(MoveOut, ShowsItsBalanceBeforehandAndLeavesEverythingAsItIs) {
  expect_story(R"(
    open  hu credit 1000
    read  hu 0
    pay   hu 5000 ref a
    use   hu 4000 after 60
    wait  10
    leave hu showing +1000 rehearsed -> done 4750
    look  hu                         -> holder hu, balance 5000, running 200, closed none
    audit                            -> clean
    leave hu showing +1000           -> done
    left  look hu                    -> balance 4750
  )");
}

TEST(MoveOut, RefusesWithAName) {
  expect_story(R"(
    room  empty
    at    2026-11-10T00:00:00Z
    open  hu credit 1000
    read  hu 1000
    use   hu 4000 after 60
    use   hu 4000 after 60
    wait  5
    movein empty li                    -> not_vacant
    movein hu li                       -> not_vacant
    leave hu                           -> reading_missing
    leave hu showing 9000 wordless     -> note_missing
    leave hu showing 9000 ago -5       -> in_the_future
    leave hu showing 9000 ago 10000    -> before_opening
    leave hu showing 8999              -> does_not_fit
    leave hu showing 9001 ago 20       -> does_not_fit
    leave hu showing 9001 ago 5        -> reading_exists
    leave hu showing -1                -> no_position
    look  hu                           -> holder hu, closed none
    leave hu showing 9000              -> done
    leave hu showing 9000              -> not_let
    left  leave hu showing 9000        -> already_done
    left  leave hu showing 9000 ago 1  -> already_closed
    left  transfer hu li showing 9000  -> already_closed
    pay   hu 100 ref a                 -> unknown_account
    left  pay hu 100 ref b             -> credited
    audit                              -> clean
  )");
}

TEST(MoveOut, OfYesterdayTakesBackWhatCameSince) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 100000
    read  hu 0
    use   hu 10000 after 600
    use   hu 5000 after 600
    settle                          -> balance -750
    use   hu 1000 after 60          -> running 50
    leave hu showing 12000 ago 300  -> done, fed 4000, running 200
    left  look hu                   -> balance -600, running 0, fed 12000, closed 2026-11
    settle
    look  hu                        -> landlord -200
    audit                           -> clean
  )");
}

TEST(MoveOut, OfAMonthThatWasClosedAdjustsIt) {
  expect_story(R"(
    at    2026-10-10T00:00:00Z
    open  hu credit 100000
    read  hu 0
    at    2026-10-20T10:00:00Z
    use   hu 10000 after 0
    at    2026-11-01T16:00:00Z
    use   hu 11000 after 0
    settle                           -> closed 2026-10, fees -2229
    at    2026-11-05T00:00:00Z
    use   hu 1000 after 0
    settle                           -> fees -2529
    # Eleven of 31 days of October: the 10th to the 20th, for he left on the 21st.
    at    2026-11-05T10:00:00Z
    leave hu showing 10500 ago 21600 -> done, holder nobody
    left  look hu                    -> fees -1065, fed 10500, closed 2026-10, balance -525
    settle
    look  hu                         -> fed 11500
    audit                            -> clean
  )",
               by(kRent));
}

TEST(MoveOut, AtTheEndOfAMonthLeavesNoLaterBill) {
  expect_story(R"(
    at    2026-10-10T00:00:00Z
    open  hu credit 100000
    read  hu 0
    at    2026-10-31T16:00:00Z
    use   hu 10000 after 0
    at    2026-12-02T16:00:00Z
    use   hu 1000 after 0
    settle                           -> closed 2026-10 + 2026-11, fees -5323
    leave hu ago 46080               -> done
    left  look hu                    -> fees -2129, balance -500, closed 2026-10 + 2026-11
    settle
    look  hu                         -> landlord -3244, closed 2026-11
    audit                            -> clean
  )",
               by(kRent));
}

TEST(MoveOut, PaysADayToWhoIsThereWhenItEnds) {
  // 30 days of November are paid once: nine by the one, by the other the day of the change on.
  expect_story(R"(
    at       2026-10-31T16:00:00Z
    open     hu credit 100000
    read     hu 0
    at       2026-11-10T04:00:00Z
    use      hu 10000 after 0
    transfer hu li credit 100000   -> done
    left     look hu               -> fees -900
    at       2026-11-30T16:00:00Z
    settle
    look     hu                    -> fees -2100, holder li
    audit                          -> clean
  )",
               by(kRent));
}

TEST(MoveOut, OfWhoCameTheSameDayPaysNoDay) {
  expect_story(R"(
    at       2026-10-31T16:00:00Z
    open     hu credit 100000
    read     hu 0
    at       2026-11-10T02:00:00Z
    use      hu 10000 after 0
    transfer hu li credit 100000   -> done
    at       2026-11-10T05:00:00Z
    use      hu 1000 after 0
    transfer hu wu credit 100000   -> done
    left     look hu               -> fees 0, balance -50, closed 2026-11
    at       2026-11-10T16:00:00Z
    settle
    look     hu                    -> fees -100
    audit                          -> clean
  )",
               by(kRent));
}

TEST(MoveOut, WaitsForFigures) {
  expect_story(R"(
    at      2026-10-31T16:00:00Z
    open    hu credit 10000000 max 60000
    read    hu 0
    use     hu 100000 after 2880
    leave   hu                      -> figures_missing 2026-11
    look    hu                      -> holder hu, alarms none
    figures hu 2026-11 demand 10500000 reactive 75000 -> entered
    leave   hu                      -> done
    left    look hu                 -> item demand 44100, closed 2026-11
    left    figures hu 2026-11 demand 10800000 reactive 75000
                                    -> entered, adjusted 1323, item demand 45360
    left    figures hu 2026-12 demand 1 reactive 1 -> no_such_bill
    audit                           -> clean
  )",
               by(R"({"energy": {"type": "flat", "price": "0.5"},
                      "demand": {"per_kw_month": "42"}, "pf": {"standard": "0.90"}})"));
}

TEST(MoveOut, EndsAPersonsHoldAndOpensTheRelay) {
  expect_story(R"(
    open  hu credit 1000
    read  hu 0
    hold  hu on              -> noted, supply on kept_supplied
    obey  hu
    use   hu 1000 after 60
    leave hu                 -> done, supply off vacant, wish open, decider chief
    obey  hu                 -> confirmed, messages none
    hold  hu on              -> supply on kept_supplied
    hold  hu auto            -> supply off vacant
    obey  hu
    movein hu li             -> before_opening
    wait  60
    movein hu li             -> reading_missing
    movein hu li showing 1000 credit 500 -> done, supply on in_credit, holder li
    obey  hu                 -> messages restored
    audit                    -> clean
  )");
}

TEST(MoveIn, WaitsForMoneyInADarkRoom) {
  expect_story(R"(
    open  hu credit 1000
    read  hu 0
    use   hu 1000 after 60
    leave hu                    -> done
    obey  hu
    wait  60
    movein hu li showing 1000 reconnect 300 -> done, supply off arrears
    pay   hu 100 ref a          -> credited, supply off arrears
    pay   hu 200 ref b          -> credited, supply on in_credit
    audit                       -> clean
  )");
}

TEST(MoveIn, EndsTheVacancy) {
  expect_story(R"(
    open  hu credit 1000
    read  hu 0
    use   hu 1000 after 60
    leave hu                        -> done
    use   hu 1000 after 60          -> alarms none
    use   hu 1 after 60             -> alarms vacant_use
    use   hu 500 after 60           -> alarms vacant_use
    movein hu li                    -> done, alarms none, holder li, fed 0
    left  look hu                   -> landlord -75, balance 0, closed 2026-11, fed 1501
    movein hu li                    -> already_done
    movein hu wu                    -> not_vacant
    use   hu 3000 after 60          -> running 150, alarms none
    settle                          -> balance -150, fed 3000
    audit                           -> clean
  )");
}

TEST(Transfer, DayLateCountsTiersAnew) {
  expect_story(R"(
    at   2026-11-01T00:00:00Z
    open hu credit 1000000 max 60000
    read hu 0
    use  hu 90000 after 2880       -> running 4500
    use  hu 60000 after 2880       -> running 10000
    settle                         -> balance -10000
    # He had left when the meter showed 120 kWh: 20 at the second tier.
    transfer hu li ago 1440 showing 120000 credit 100000 -> done, running 1500, fed 30000
    left look hu                   -> balance -7000, line energy/1/ 5000, line energy/2/ 2000
    use  hu 80000 after 2880       -> running 6000
    settle                         -> line energy/1/ 5000, line energy/2/ 1000
    audit                          -> clean
  )",
               by(kTiers));
}

TEST(Transfer, OfSeveralMetersNeedsAReadingOfEach) {
  expect_story(R"(
    open  hu meters 2 credit 100000
    read  hu 0
    read  hu/2 0
    use   hu 1000 after 60
    use   hu/2 2000 after 60
    transfer hu li                              -> reading_missing
    transfer hu li showing 1500 2001            -> reading_exists
    look  hu                                    -> holder hu, total 1000
    transfer hu li showing 1500 - credit 10000  -> done
    left  look hu                               -> balance -175, fed 3500
    use   hu/2 1000 after 60
    use   hu 1000 after 60                      -> running 100
    audit                                       -> clean
  )");
}

TEST(Transfer, LeavesTheNewTenantNothingOfTheOldOnes) {
  expect_story(R"(
    open  hu credit 0 reconnect 500 alarm1 0 alarm2 0
    read  hu 0
    use   hu 1000 after 60         -> level arrears
    wait  60
    use   hu 10 after 10           -> supply off arrears
    obey  hu
    transfer hu li credit 1000 reconnect 5000 alarm1 0 alarm2 0
                                   -> done, supply on in_credit, level none
                                   -> balance 0, messages none
    left  look hu                  -> balance -51
    audit                          -> clean
  )",
               House::Rules{.fresh_reading = hours(2)});
}

}  // namespace
}  // namespace e2ms::test
