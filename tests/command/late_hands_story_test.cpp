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

TEST(LateReading, GoesToWhoHadTheMeterThen) {
  expect_story(R"(
    at    2026-11-09T21:59:00Z
    open  hu credit 100000 max 60000
    read  hu 0
    use   hu 10000 after 240
    transfer hu li credit 100000 -> done
    use   hu 5000 after 60
    left  look hu                -> balance -600
    enter hu 4000 ago 180        -> entered
    left  look hu                -> balance -660, adjusted 60
    void  hu ago 60              -> is_boundary
    void  hu ago 180             -> voided
    left  look hu                -> balance -600, adjusted 0
    look  hu                     -> fed 5000
    audit                        -> clean
  )",
               by(R"({"energy": {"type": "tou", "prices": {"peak": "0.9", "valley": "0.3"}},
      "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}],
                   "default": "valley"}})"));
}

TEST(LateReading, OfARatioIsSettledForBoth) {
  expect_story(R"(
    open  hu credit 100000 ratio 10
    read  hu 0
    use   hu 1000 after 60
    transfer hu li credit 100000    -> done
    use   hu 2000 after 60
    settle                          -> balance -1000
    ratio hu 20 ago 100000          -> changed, balance -2000
    left  look hu                   -> balance -1000, adjusted 500
    audit                           -> clean
  )");
}

TEST(Boundary, IsNoEstimateAndVoidsThoseThatSayMore) {
  expect_story(R"(
    open  hu credit 100000
    read  hu 0
    wait  60
    enter hu 9000 estimated      -> entered
    leave hu                     -> reading_exists
    wait  60
    leave hu showing 5000        -> done
    left  look hu                -> balance -250, fed 5000
    enter hu 4000 ago 60 estimated -> taken_otherwise
    enter hu 4000 ago 30 estimated -> entered
    audit                        -> clean
  )");
}

TEST(Boundary, MayLieBeforeAMeterWasReplaced) {
  expect_story(R"(
    open  hu credit 100000
    read  hu 0
    use   hu 1000 after 60
    wait  10
    swap  hu 2000 to 100          -> swapped
    use   hu 3000 after 60
    settle                        -> balance -250
    old   enter hu 1 ago 0        -> meter_retired
    transfer hu li ago 70 showing 1000 credit 100000 -> done, fed 4000, running 200
    left  look hu                 -> balance -50, fed 1000
    settle                        -> balance -200
    audit                         -> clean
  )");
}

TEST(Boundary, NeedsTheRatesThatATariffPrices) {
  expect_story(R"(
    open  hu credit 100000
    read  hu 0
    leave hu showing 10 ago -1    -> in_the_future
    wait  5
    leave hu showing 10           -> rates_missing
  )",
               by(R"({"energy": {"type": "tou", "prices": {"peak": "0.9", "valley": "0.3"}},
      "register_map": {"T1": "peak", "T2": "valley"}})"));
}

TEST(VacantRoom, BearsItsBillsInTheLandlordsBook) {
  expect_story(R"(
    at     2026-10-31T16:00:00Z
    open   hu credit 100000
    read   hu 0
    at     2026-11-15T16:00:00Z
    use    hu 10000 after 0
    leave  hu                      -> done
    at     2026-11-20T16:00:00Z
    use    hu 400 after 0
    at     2026-12-01T16:00:00Z
    settle                         -> closed 2026-11, landlord -1617, balance 0, fees 0
    read   hu 10600
    settle                         -> landlord -1627, adjusted 9
    grant  hu 1000 yuan            -> unknown_account
    mode   hu postpaid             -> unknown_account
    movein hu li credit 100        -> done
    left   look hu                 -> closed 2026-11 + 2026-12, landlord -1627
    audit                          -> clean
  )",
               by(kRent));
}

TEST(ClosedAccount, HasItsShareOfTheMonthItLeft) {
  expect_story(R"(
    at     2026-10-31T16:00:00Z
    room   main norelay
    open   a credit 100000
    open   b credit 100000
    read   main 0 after 0
    read   a 0 after 0
    read   b 0 after 0
    at     2026-11-15T16:00:00Z
    use    a 10000 after 0
    leave  a                      -> done
    at     2026-11-30T16:00:00Z
    read   a 30000 after 0
    read   b 30000 after 0
    read   main 66000 after 0
    share  hall from 2026-11 main main rooms a b by energy price 100000000 -> set
    at     2026-11-30T17:00:00Z
    settle
    divide hall 2026-11           -> divided
    left   look a                 -> item share:loss:1 100, adjusted 100, balance -600
    look   a                      -> item share:loss:1 200, landlord -1200
    look   b                      -> item share:loss:1 300
    audit                         -> clean
  )");
}

}  // namespace
}  // namespace e2ms::test
