#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

House::Rules with(char const* terms) {
  House::Rules rules;
  rules.terms = terms;
  return rules;
}

// 0.50 up to 100 kWh a month, 0.60 up to 200, then 0.80; 0.05 for the service.
House::Rules tiers() {
  return with(R"({
    "energy": {"type": "tier", "tiers": [
      {"upto": "100", "price": "0.5"}, {"upto": "200", "price": "0.6"},
      {"upto": null, "price": "0.8"}]},
    "tier_cycle": {"unit": "month"},
    "surcharges": [{"code": "service", "per_kwh": "0.05"}]
  })");
}

// 30 yuan of rent and 15 of property fee a month, 6 % VAT, at least 20 yuan of energy.
House::Rules fees() {
  return with(R"({
    "energy": {"type": "flat", "price": "0.5"},
    "fixed": [{"code": "rent", "per_month": "30"},
              {"code": "property", "per_month": "15", "proration": "full_month"}],
    "min_charge": {"amount": "20", "of": ["energy"]},
    "vat": "0.06"
  })");
}

TEST(Tariff, FillsOneTierAfterTheOtherHoweverOftenItIsPosted) {
  expect_story(R"(
    at   2026-11-01T00:00:00Z
    open hu credit 100000 max 60000
    read hu 0
    use  hu 60000 after 2880   -> running 3300
    settle                     -> line energy/1/ 3000, line surcharge:service/0/ 300
    use  hu 90000 after 4320
    use  hu 60000 after 2880   -> running 9550
    settle                     -> line energy/1/ 5000, line energy/2/ 6000, line energy/3/ 800
    look hu                    -> line surcharge:service/0/ 1050, balance -12850
    audit                      -> clean
  )",
               tiers());
}

TEST(Tariff, CountsTheTiersOfTwoMetersTogether) {
  expect_story(R"(
    at   2026-11-01T00:00:00Z
    room hu
    meter hu max 60000
    meter hu max 60000
    open hu credit 100000
    read hu 0
    read hu/2 0
    use  hu 80000 after 2880
    use  hu/2 80000 after 2880
    settle                     -> line energy/1/ 5000, line energy/2/ 3600
    audit                      -> clean
  )",
               tiers());
}

TEST(Tariff, BeginsTheTiersAnewWithTheMonth) {
  expect_story(R"(
    at   2026-11-29T00:00:00Z
    open hu credit 100000 max 60000
    read hu 0
    use  hu 150000 after 2280
    at   2026-11-30T15:59:00Z
    read hu 150000             -> running 8750
    use  hu 50000 after 1440
    settle                     -> bill 2026-11 8750, line energy/2/ 3000, line energy/1/ 7500
    audit                      -> clean
  )",
               tiers());
}

TEST(Tariff, PricesByTheWallClock) {
  expect_story(R"(
    at   2026-11-10T15:50:00Z
    open hu credit 100000 max 60000
    read hu 0
    use  hu 24000 after 1440
    settle                     -> line energy/0/peak 1260, line energy/0/valley 300
    audit                      -> clean
  )",
               with(R"({
    "energy": {"type": "tou", "prices": {"peak": "0.9", "valley": "0.3"}},
    "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"}
  })"));
}

TEST(Tariff, GivesTheFreeEnergyOfTheMonthFirst) {
  expect_story(R"(
    at   2026-11-10T00:00:00Z
    open hu credit 100000 max 60000
    read hu 0
    use  hu 6000
    settle                     -> charged 0
    use  hu 6000
    settle                     -> line energy/0/ 100
    audit                      -> clean
  )",
               with(R"({
    "energy": {"type": "flat", "price": "0.5"}, "free_quota": {"kwh": "10"}
  })"));
}

TEST(Tariff, RefundsTheFreeEnergyOfAMonthOnceWhenItsVersionChanges) {
  expect_story(R"(
    at   2026-11-10T00:00:00Z
    open hu credit 100000 max 60000
    terms 2026-11-15T00:00:00Z
    read hu 0
    use  hu 20000 after 60
    settle                     -> balance -500
    at   2026-11-16T00:00:00Z
    settle                     -> balance -500
    audit                      -> clean
  )",
               with(R"({
    "energy": {"type": "flat", "price": "0.5"},
    "free_quota": {"kwh": "10", "mode": "credit", "price": "0.5"}
  })"));
}

TEST(Bill, TakesFeesByTheDayFromAWalletOfTheirOwn) {
  expect_story(R"(
    at   2026-10-31T16:00:00Z
    open hu credit 1000 max 60000
    read hu 0
    use  hu 1000               -> running 50
    settle                     -> fees 0, balance -50
    wait 1440
    settle                     -> fees -1600, item fixed:property 1500, item fixed:rent 100
    look hu                    -> available 950
    wait 1440
    settle                     -> fees -1700, available 950
    pay  hu 2000 ref a fees    -> credited, fees 300, available 950
    pay  hu 2000 ref a         -> key_used_otherwise
    reverse a                  -> reversed, fees -1700
    audit                      -> clean
  )",
               fees());
}

TEST(Bill, IsClosedADayAfterItsMonthWithWhatOnlyThenIsKnown) {
  expect_story(R"(
    at   2026-10-31T16:00:00Z
    open hu credit 100000 max 60000
    read hu 0
    use  hu 10000 after 1440
    at   2026-11-30T16:00:00Z
    read hu 10000
    settle                     -> item fixed:rent 3000, item min_topup 1500, closed none
    look hu                    -> item vat 120, item vat:fees 270
    wait 1440
    settle                     -> closed 2026-11
    wait 1440
    settle                     -> closed 2026-11, item vat 120
    audit                      -> clean
  )",
               fees());
}

TEST(Bill, ThatIsClosedIsAdjustedByWhatComesLater) {
  expect_story(R"(
    at   2026-10-31T16:00:00Z
    open hu credit 1000000 max 60000
    read hu 0
    use  hu 10000 after 1440
    at   2026-12-01T16:00:00Z
    settle                     -> closed 2026-11, item min_topup 1500, adjusted 0
    read hu 310000
    settle                     -> adjusted 13780
    settle                     -> adjusted 13780, posted 0
    audit                      -> clean
  )",
               fees());
}

}  // namespace
}  // namespace e2ms::test
