#include <gtest/gtest.h>

#include <algorithm>

#include "support/story.hpp"

// Water is sold by an account of its own, and all that is done with money works on it unchanged.

namespace e2ms::test {
namespace {

House::Rules priced_by(std::string terms) {
  House::Rules rules;
  rules.terms = std::move(terms);
  return rules;
}

House::Rules flat() {
  return priced_by(R"({"medium": "water", "energy": {"type": "flat", "price": "3"},
    "surcharges": [{"code": "sewage", "per_m3": "1"}, {"code": "service", "per_m3": "0.2"}]})");
}

TEST(Water, StandsBesideElectricityInTheSameRoom) {
  expect_story(R"(
    at         2026-11-10T00:00:00Z
    open hu credit 1000
    read hu 0
    water open hu              -> added
    water read hu 0
    use hu 3200                -> running 160
    # 2 m³ at 3 yuan, 1 of sewage and 0.20 of the service each
    water use hu 2000          -> running 840, available -840
    look hu                    -> running 160, available 840
    settle
    water look hu              -> balance -840, line energy/0/ 600, line surcharge:sewage/0/ 200
    look hu                    -> balance -160
    audit                      -> clean
  )",
               flat());
}

TEST(Water, HasABookOfItsOwn) {
  Story story(flat());
  story.tell(R"(
    open hu credit 1000
    read hu 0
    water open hu
    water read hu 0
    use hu 4000
    water use hu 1000
    settle
  )");
  auto const book = [&](int number) {
    return story.house().number("SELECT coalesce(sum(amount_fen), 0) FROM entry WHERE book = " +
                                std::to_string(number));
  };
  EXPECT_EQ(book(3), 200);
  EXPECT_EQ(book(10), 400);
  EXPECT_EQ(book(4), 20);
  EXPECT_EQ(book(1), -620);
}

TEST(Water, LeavesTheElectricityOnWhenItIsOwed) {
  expect_story(R"(
    open hu
    read hu 0
    pay hu 1000 ref a
    water open hu norelay
    water read hu 0
    water use hu 100000        -> available -42000, level arrears, decisions 0
    wait 120
    water use hu 1000          -> level arrears
    use hu 1000                -> level low, supply none
    settle
    look hu                    -> supply none, available 950
    water pay hu 50000 ref b   -> credited, available 7580
    look hu                    -> available 950
    audit                      -> clean
  )",
               flat());
}

TEST(Water, IsLeftRunningWhenElectricityIsOwed) {
  expect_story(R"(
    open hu
    read hu 0
    water open hu
    water read hu 0
    water pay hu 1000 ref a
    use hu 10000               -> level arrears
    wait 61
    use hu 1000                -> supply off arrears
    water use hu 100           -> available 958, supply none
  )",
               flat());
}

/// How many persons have an open account there.
std::int64_t holders(Story& story) {
  return story.house().number(
      "SELECT count(DISTINCT tenant) FROM account WHERE closed_at IS NULL AND kind = 0");
}

TEST(Water, ChangesHandsByItself) {
  Story story(flat());
  story.tell(R"(
    open hu
    read hu 0
    water open hu
    water read hu 0
    use hu 1000
    water use hu 1000          -> running 420
    wait 10
    water leave hu showing +500 rehearsed -> done -630
    water leave hu showing +500 -> done
    water use hu 1000          -> supply off vacant
    look hu                    -> running 50
    leave hu showing +0        -> done
    wait 10
    movein hu li showing +0    -> done
    water movein hu li showing +0 -> done
    water use hu 1000          -> running 420
    look hu                    -> running 0
    audit                      -> clean
  )");
  EXPECT_EQ(holders(story), 1);
}

TEST(Water, IsNotTheNextTenantsOnlyBecauseHeHasTheSameName) {
  Story story(flat());
  story.tell(R"(
    open hu
    read hu 0
    water open hu
    water read hu 0
    wait 10
    transfer hu hu showing +0  -> done
  )");
  EXPECT_EQ(holders(story), 2);
  story.tell(R"(
    wait 10
    water transfer hu hu showing +0 -> done
    audit                      -> clean
  )");
  EXPECT_EQ(holders(story), 1);
}

TEST(Water, ShutsAValveThatIsUnderControl) {
  expect_story(R"(
    water open hu
    water read hu 0
    water use hu 1000          -> level arrears
    wait 61
    water use hu 100           -> supply off arrears, wish open
    water obey hu              -> confirmed
    water pay hu 2000 ref a    -> supply on in_credit
  )",
               flat());
}

House::Rules tiered() {
  return priced_by(R"({"medium": "water", "energy": {"type": "tier", "tiers": [
      {"upto": "10", "price": "2"}, {"upto": "20", "price": "3"}, {"upto": null, "price": "6"}]},
    "tier_cycle": {"unit": "year"}})");
}

TEST(Water, CountsItsTiersOverTheYear) {
  expect_story(R"(
    at         2026-01-01T00:00:00Z
    water open hu credit 100000
    water read hu 0
    water use hu 8000 after 1440     -> running 1600
    at         2026-02-02T16:00:00Z
    settle                           -> closed 2026-01
    water read hu 8000 after 1
    water use hu 7000 after 1440     -> running 1900
    settle
    water look hu                    -> line energy/1/ 2000, line energy/2/ 1500
    at         2027-01-01T16:00:00Z
    water read hu 15000 after 1
    water use hu 1000 after 1440     -> running 200
    settle                           -> line energy/1/ 2200
    audit                            -> clean
  )",
               tiered());
}

TEST(Water, ChargesAReadingThatComesAfterItsBillWasClosed) {
  expect_story(R"(
    at         2026-11-29T16:00:00Z
    water open hu credit 100000
    water read hu 0
    at         2026-12-01T16:00:00Z
    settle                           -> closed 2026-11
    # Half of it fell into November.
    water read hu 4000 after 0       -> running 1680
    settle                           -> adjusted 840, charged 1680
    audit                            -> clean
  )",
               flat());
}

TEST(Water, SettlesAgainWhatAPersonCorrects) {
  expect_story(R"(
    at         2026-11-10T00:00:00Z
    water open hu credit 100000
    water read hu 0
    water use hu 5000 after 1440     -> running 2100
    settle                           -> charged 2100
    water void hu ago 0              -> voided, charged 0
    water read hu 3000 after 60      -> running 1260
    settle                           -> charged 1260
    audit                            -> clean
  )",
               flat());
}

TEST(Water, HasFixedFeesAMinimumAndTax) {
  expect_story(R"(
    at         2026-10-31T16:00:00Z
    water open hu credit 100000
    water read hu 0
    water use hu 1000 after 1440
    at         2026-12-01T16:00:00Z
    settle -> closed 2026-11, item min_topup 700, item fixed:pipes 310, item vat 30, fees -319
    audit                            -> clean
  )",
               priced_by(R"({"medium": "water", "energy": {"type": "flat", "price": "3"},
      "fixed": [{"code": "pipes", "per_month": "3"}],
      "min_charge": {"amount": "10", "of": ["energy"]}, "vat": "0.03",
      "free_quota": {"m3": "0"}})"));
}

TEST(Water, PaysAfterwardsAndIsSubsidised) {
  expect_story(R"(
    at         2026-11-10T00:00:00Z
    water open hu
    water read hu 0
    water mode hu postpaid days 10   -> set
    water grant hu 1000 kwh          -> granted
    water use hu 3000 after 1440     -> running 840
    at         2026-12-01T16:00:00Z
    settle                           -> closed 2026-11, overdue 0
    water look hu                    -> unpaid 2026-11 840, item subsidy:1 -420
    at         2026-12-12T16:00:00Z
    settle                           -> overdue 840
    audit                            -> clean
  )",
               flat());
}

TEST(Water, IsSwappedForAnotherMeterOfWaterOnly) {
  expect_story(R"(
    at         2026-11-10T00:00:00Z
    water open hu credit 100000 norelay
    water read hu 5000
    wait 60
    water swap hu +1000 to 0 other   -> other_medium
    water swap hu +1000 to 0         -> swapped, running 420
    # Its valve is no more under control than the old one's.
    water hold hu off                -> no_relay
    water use hu 500                 -> running 630
    audit                            -> clean
  )",
               flat());
}

TEST(Water, HasOneAccountOfARoom) {
  expect_story(R"(
    open hu                          -> added
    water open hu                    -> added
    water open hu                    -> name_taken
    open hu                          -> name_taken
  )",
               flat());
}

TEST(Water, HasOneTenantWithTheElectricity) {
  Story story(flat());
  story.tell(R"(
    open hu
    water open hu
  )");
  EXPECT_EQ(story.house().number("SELECT count(*) FROM tenant"), 1);
  EXPECT_EQ(story.house().number("SELECT count(DISTINCT tenant) FROM account"), 1);
}

TEST(Water, IsNoPartOfADividedMonth) {
  expect_story(R"(
    at      2026-10-20T00:00:00Z
    room main max 100000000
    read main 0
    open hu credit 100000
    read hu 0
    water open hu credit 100000
    water read hu 0
    share house from 2026-11 main main rooms hu:100 by area price 50000000 -> set
    at      2026-10-31T16:00:00Z
    read main 0
    read hu 0
    at      2026-11-30T16:00:00Z
    read main 110000 after 0
    read hu 100000 after 0
    water read hu 50000 after 0
    wait    10
    divide house 2026-11             -> divided, total 50000
    water look hu                    -> item share:loss:1 0
    look hu                          -> item share:loss:1 500
    audit                            -> clean
  )",
               flat());
}

struct Tampering {
  std::string what;
  std::string sql;
  std::string finding;
};
class TamperedWater : public testing::TestWithParam<Tampering> {};

TEST_P(TamperedWater, IsFound) {
  Story story(flat());
  story.tell(R"(
    open hu credit 1000
    read hu 0
    water open hu credit 1000
    water read hu 0
    water use hu 1000
    settle
  )");
  for (auto const* const trigger : {"entry_keeps", "entry_stays"})
    story.house().sql("DROP TRIGGER " + std::string(trigger));
  ASSERT_TRUE(story.findings().empty());
  story.house().sql(GetParam().sql);
  auto const findings = story.findings();
  EXPECT_TRUE(std::ranges::any_of(findings, [](auto const& finding) {
    return finding.find(GetParam().finding) != std::string::npos;
  })) << testing::PrintToString(findings);
}

INSTANTIATE_TEST_SUITE_P(
    Water, TamperedWater,
    testing::Values(Tampering{"Book", "UPDATE entry SET book = 3 WHERE book = 10",
                              "sells from the book of another medium: journal"},
                    Tampering{"Meter", "UPDATE meter SET medium = 0",
                              "does not count what it is held for: meter"},
                    Tampering{"Account", "UPDATE account SET medium = 7 WHERE medium = 1",
                              "its tariff does not price what the account pays for"},
                    Tampering{"Tariff", "UPDATE tariff SET medium = 0",
                              "does not pay for what its tariff prices: account"}),
    [](auto const& each) { return each.param.what; });

}  // namespace
}  // namespace e2ms::test
