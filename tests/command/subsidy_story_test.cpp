#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

House::Rules with(char const* terms) {
  House::Rules rules;
  rules.terms = terms;
  return rules;
}

// Peak from 8:00 to 22:00; the second hundred kWh of a month dearer; 0.05 for the service.
House::Rules tiers_by_clock() {
  return with(R"({
    "energy": {"type": "tier_tou", "rows": [
      {"upto": "10", "prices": {"peak": "0.9", "valley": "0.3"}},
      {"upto": null, "prices": {"peak": "1.2", "valley": "0.4"}}]},
    "tier_cycle": {"unit": "month"},
    "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"},
    "surcharges": [{"code": "service", "per_kwh": "0.05"}]
  })");
}

TEST(Subsidy, PaysBeforeTheTenantDoes) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 1000 max 600000
    read  hu 0
    grant hu 1000 yuan          -> granted, subsidised yes
    use   hu 12000              -> running 0, available 1000, used g 600
    settle                      -> charged 600, balance 0, item subsidy:1 -600, posted 1
    use   hu 12000              -> running 200, available 800, used g 1000, subsidised no
    settle                      -> charged 1200, balance -200, item subsidy:1 -1000
    settle                      -> posted 0
    audit                       -> clean
  )");
}

TEST(Subsidy, PaysWhatWasUsedBeforeItWasGranted) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 1000 max 600000
    read  hu 0
    use   hu 12000              -> running 600
    settle                      -> balance -600
    use   hu 2000               -> running 100
    grant hu 1000 yuan key a    -> granted, balance 0, running 0, item subsidy:1 -700
    grant hu 1000 yuan key a    -> already_granted, balance 0, journals 3
    grant hu 999 yuan key a     -> key_used_otherwise, journals 3
  )");
}

TEST(Subsidy, GivesNothingForWhatWasNotUsed) {
  expect_story(R"(
    at    2026-11-29T16:00:00Z
    open  hu credit 1000 max 600000
    read  hu 0
    grant hu 1000 yuan to 2026-11
    use   hu 4000 after 60      -> running 0
    at    2026-11-30T16:00:00Z
    settle                      -> balance 0, item subsidy:1 -200, subsidised no
    use   hu 2000               -> running 1
    # But for ten minutes it is November's.
    settle                      -> item subsidy:1 -299, balance -1
    at    2026-12-01T16:00:00Z
    settle                      -> closed 2026-11, adjusted 0, used g nothing
    audit                       -> clean
  )");
}

TEST(Subsidy, BeginsAnewEachMonthUntilItEnds) {
  expect_story(R"(
    at    2026-11-30T12:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    grant hu 3000 kwh key a            -> granted
    use   hu 4000                      -> running 50, used a 150
    end   hu a from 2026-11            -> month_begun
    end   hu a from 2027-01            -> ended
    end   hu a from 2027-01            -> already_ended
    end   hu a from 2027-02            -> already_ended
    end   hu b from 2027-02            -> unknown_subsidy
    at    2026-12-01T12:00:00Z
    read  hu 4000
    use   hu 4000                      -> used a 150, running 100, subsidised no
    at    2027-01-01T12:00:00Z
    read  hu 8000
    use   hu 4000                      -> running 300, used a nothing
    settle                             -> item subsidy:1 -300
  )");
}

TEST(Subsidy, OfPersonsIsMultiplied) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    grant hu 2000 kwh each 4   -> granted
    use   hu 9000              -> running 50, used g 400
    grant hu 1 kwh each 0 key b        -> not_allowed
    grant hu 1 kwh each 1001 key b     -> not_allowed
    grant hu 0 kwh key b               -> not_allowed
    grant hu 10000001 yuan key b       -> not_allowed
    grant hu 1 yuan to 2026-10 key b   -> wrong_span
    grant hu 1 yuan from 2026-10 key b -> month_closed
  )");
}

TEST(Subsidy, OfKwhPaysTheFirstTierWithItsPeriodsInProportion) {
  // 6 kWh of the valley and 4 of the peak fill tier 1, 2 of the peak follow. Half of tier 1 costs
  // (6 x 0.3 + 4 x 0.9) / 2, the next 6 kWh the other half and 1.2; 0.05 each for the service.
  expect_story(R"(
    at    2026-11-09T21:59:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    use   hu 12000 after 240
    settle                     -> line energy/1/peak 360, line energy/1/valley 180
    look  hu                   -> line energy/2/peak 240, line energy/2/valley 0
    look  hu                   -> line surcharge:service/0/ 60, balance -840
    grant hu 5000 kwh key a    -> item subsidy:1 -295, balance -545
    grant hu 6000 kwh key b    -> item subsidy:2 -420, balance -125
    grant hu 6000 kwh key c    -> item subsidy:3 -125, balance 0, subsidised yes
    audit                      -> clean
  )",
               tiers_by_clock());
}

TEST(Subsidy, IsTheSameHoweverOftenTheBillIsPosted) {
  std::string const begin = R"(
    at    2026-11-09T20:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    grant hu 7000 kwh key a
    grant hu 50 yuan key b
  )";
  expect_story(begin + R"(
    use hu 3000 after 90
    use hu 3000 after 90
    use hu 3000 after 90
    use hu 3000 after 90
    settle -> item subsidy:1 -330, item subsidy:2 -50
  )",
               tiers_by_clock());
  expect_story(begin + R"(
    use hu 3000 after 90
    settle
    use hu 3000 after 90
    pay hu 100 ref x
    use hu 3000 after 90
    settle
    use hu 3000 after 90
    settle -> item subsidy:1 -330, item subsidy:2 -50
  )",
               tiers_by_clock());
}

TEST(Subsidy, TakesFromTheNextWhatTheFirstDoesNotPay) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    grant hu 200 yuan key a
    grant hu 6000 kwh key b
    use   hu 3000               -> running 0, used a 150, used b 0
    use   hu 3000               -> running 0, used a 200, used b 100, subsidised yes
    use   hu 4000               -> running 0, used b 300, subsidised no
    use   hu 1000               -> running 50
    settle                      -> balance -50
    audit                       -> clean
  )");
}

TEST(Subsidy, PaysNoFeeNoMinimumAndNoTax) {
  auto const rules = with(R"({
    "energy": {"type": "flat", "price": "0.5"},
    "fixed": [{"code": "rent", "per_month": "30"}],
    "min_charge": {"amount": "20", "of": ["energy"]},
    "vat": "0.06"})");
  expect_story(R"(
    at    2026-10-31T16:00:00Z
    open  hu credit 1000000 max 600000
    read  hu 0
    grant hu 100000 yuan
    use   hu 10000 after 1440   -> running 0
    settle                      -> fees -100, balance 0
    at    2026-11-30T16:00:00Z
    settle                      -> item min_topup 1500, item vat 120, balance -1620
    look  hu                    -> item subsidy:1 -500
    at    2026-12-01T16:00:00Z
    settle                      -> closed 2026-11, adjusted 0
    audit                       -> clean
  )",
               rules);
}

TEST(Subsidy, NeverPaysMoreThanWhatTheTariffLeaves) {
  // Three kWh a month are given back by the tariff.
  auto const rules = with(R"({
    "energy": {"type": "flat", "price": "0.5"},
    "free_quota": {"kwh": "3", "mode": "credit", "price": "0.5"}})");
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    grant hu 1000 yuan
    use   hu 8000
    settle                      -> item free_credit -150, item subsidy:1 -250, balance 0
    use   hu 2000
    settle                      -> item subsidy:1 -350, balance 0
    audit                       -> clean
  )",
               rules);
}

TEST(Subsidy, PaysOnlyForWholeKwhWhereTheTariffCountsThem) {
  expect_story(R"(
    at    2026-10-31T16:00:00Z
    open  hu credit 100000 max 60000
    read  hu 0
    grant hu 10000 yuan to 2026-11
    use   hu 10400 after 1440
    settle                    -> item subsidy:1 -520, balance 0
    at    2026-12-01T16:00:00Z
    settle                    -> closed 2026-11, item whole_kwh -20, item subsidy:1 -500, balance 0
    enter hu 10600 ago 2880   -> entered
    settle                    -> item whole_kwh 20, item subsidy:1 -550, balance 0, adjusted 0
    audit                     -> clean
  )",
               with(R"({"energy": {"type": "flat", "price": "0.5"}, "energy_round": "kwh"})"));
}

TEST(Subsidy, PaysNothingThatThePowerFactorTakesOff) {
  // 0.95 and more is 0.75 % less; a punishment is the tenant's own.
  expect_story(R"(
    at    2026-10-31T16:00:00Z
    open  hu credit 10000000 max 60000
    read  hu 0
    grant hu 100000 yuan to 2026-11
    use   hu 100000 after 2880
    settle                    -> item subsidy:1 -5000, balance 0
    at    2026-12-01T16:00:00Z
    figures hu 2026-11 reactive 0        -> item pf_adjust -38, item subsidy:1 -4962, balance 0
    settle                               -> closed 2026-11
    figures hu 2026-11 reactive 75000    -> item pf_adjust 250, item subsidy:1 -5000
    look  hu                             -> balance -250
    audit                                -> clean
  )",
               with(R"({"energy": {"type": "flat", "price": "0.5"}, "pf": {"standard": "0.90"}})"));
}

TEST(Subsidy, DoesNotEndInAMonthThatAClockHasMadeBillsOf) {
  expect_story(R"(
    at    2026-12-05T00:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    grant hu 1000 yuan key a from 2026-12
    use   hu 4000
    settle                     -> item subsidy:1 -200
    at    2026-11-10T00:00:00Z
    end   hu a from 2026-12    -> month_begun
    end   hu a from 2027-01    -> ended
    audit                      -> clean
  )");
}

TEST(Subsidy, OfYesterdayIsNoneOfTodays) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
    grant hu 10000 yuan
    use   hu 12000 after 60
    at    2026-11-10T16:00:00Z
    settle                     -> item subsidy:1 -600, today 0
    use   hu 2000              -> today 0
    settle                     -> today 0, item subsidy:1 -700
  )");
}

TEST(Subsidy, IsNoPartOfWhatADayCosts) {
  // 3 of 36 kWh run; with and without a grant a day costs the same.
  std::string const use = R"(
    use   hu 12000 after 1440
    use   hu 12000 after 1440
    settle
    use   hu 12000 after 1440  -> per_day 600
  )";
  std::string const begin = R"(
    at    2026-11-10T00:00:00Z
    open  hu credit 10000 max 600000
    read  hu 0
  )";
  expect_story(begin + use);
  expect_story(begin + "grant hu 1500 yuan" + use);
}

TEST(Subsidy, OfAClosedMonthFollowsItsCorrection) {
  // Without the reading nine minutes before midnight 830 Wh are December's, which has no grant.
  expect_story(R"(
    at    2026-11-30T14:00:00Z
    open  hu credit 100000 max 600000
    read  hu 0
    grant hu 10000 yuan to 2026-11
    use   hu 100000 after 110
    at    2026-11-30T16:00:00Z
    settle                      -> item subsidy:1 -5000, balance 0
    read  hu 100000
    at    2026-12-01T16:00:00Z
    settle                      -> closed 2026-11
    void  hu ago 1449           -> voided, item subsidy:1 -4958, adjusted 0, balance -42
    audit                       -> clean
  )");
}

TEST(Subsidy, PaysMoreOfAClosedMonthThatUsedMore) {
  // 290 of 300 kWh that the meter tells later are November's, and 10 yuan of its grant were left.
  expect_story(R"(
    at    2026-10-31T16:00:00Z
    open  hu credit 100000 max 600000
    read  hu 0
    grant hu 6000 yuan to 2026-11
    use   hu 100000 after 1440
    at    2026-12-01T16:00:00Z
    settle                      -> closed 2026-11, item subsidy:1 -5000, balance 0
    read  hu 400000             -> running 14000
    settle                      -> item subsidy:1 -6000, adjusted 13500, balance -14000
    audit                       -> clean
  )");
}

TEST(Subsidy, KeepsPowerOnAndWarningsBackWhileItLasts) {
  expect_story(R"(
    at    2026-11-10T00:00:00Z
    open  hu alarm1 2000 alarm2 500 max 600000
    read  hu 0                  -> level arrears, messages arrears
    grant hu 3000 yuan          -> level none, subsidised yes
    wait  120
    use   hu 58000              -> running 0, level none, messages none, supply none
    use   hu 2000               -> running 0, level arrears, messages arrears
    look  hu                    -> supply none, subsidised no
    use   hu 100 after 61       -> supply off arrears, balance -5
    obey  hu                    -> confirmed
    grant hu 500 yuan key b     -> supply on in_credit, level none
  )");
}

TEST(Subsidy, BringsPowerBackWhenANewMonthBegins) {
  expect_story(R"(
    at    2026-11-30T12:00:00Z
    open  hu max 600000
    read  hu 0
    grant hu 1000 kwh
    use   hu 1000               -> level arrears
    use   hu 100 after 61       -> supply off arrears
    obey  hu                    -> confirmed
    at    2026-11-30T15:59:00Z
    again hu
    settle                      -> supply off arrears
    at    2026-11-30T16:00:00Z
    settle                      -> supply on in_credit, subsidised yes
  )");
}

}  // namespace
}  // namespace e2ms::test
