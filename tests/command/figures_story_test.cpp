#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

House::Rules with(char const* terms) {
  House::Rules rules;
  rules.terms = terms;
  return rules;
}

// 40 yuan a kW of demand, and the power factor.
House::Rules shop() {
  return with(R"({
    "energy": {"type": "flat", "price": "0.5"},
    "demand": {"per_kw_month": "40"},
    "pf": {"standard": "0.90"}
  })");
}

/// 100 kWh in November.
constexpr char const* kNovember = R"(
  at   2026-10-31T16:00:00Z
  open hu credit 10000000 max 60000
  read hu 0
  use  hu 100000 after 2880
  settle                                -> line energy/0/ 5000
)";

TEST(Figures, OfABillThatBeganWithinItsMonthAreItsItems) {
  Story story(with(R"({
    "energy": {"type": "flat", "price": "0.5"},
    "demand": {"per_kw_month": "40"}
  })"));
  story.tell(R"(
    at   2026-11-10T00:00:00Z
    open hu credit 10000000 max 60000
    read hu 0
    use  hu 100000 after 2880
    at   2026-12-01T16:00:00Z
    settle                              -> line energy/0/ 5000, closed none, alarms figures_missing
    figures hu 2026-11 demand 10500000  -> entered, item demand 42000, adjusted 0
    settle                              -> closed 2026-11, adjusted 0, balance -47000
    audit                               -> clean
  )");
}

TEST(Figures, AreWaitedForAndCloseTheBill) {
  expect_story(std::string(kNovember) + R"(
    at   2026-11-30T16:00:00Z
    settle                              -> item demand 0, closed none, alarms none
    at   2026-12-01T16:00:00Z
    settle                              -> item pf_adjust 0, closed none, alarms figures_missing
    audit                               -> clean
    # 10.5 kW, but no reactive energy yet
    figures hu 2026-11 demand 10500000  -> entered, item demand 0, alarms figures_missing
    # 0.80: 5 % of 50 + 420 yuan
    figures hu 2026-11 demand 10500000 reactive 75000
      -> entered, item demand 42000, item pf_adjust 2350, balance -49350, alarms none
    settle                              -> closed 2026-11, adjusted 0
    settle                              -> posted 0
  )",
               shop());
}

TEST(Figures, ThatAreCorrectedPostOnlyTheDifference) {
  expect_story(std::string(kNovember) + R"(
    figures hu 2026-11 demand 10500000 reactive 75000   -> entered, item demand 0
    at   2026-11-30T16:00:00Z
    settle                                              -> item demand 42000
    # while the bill is open, they are items
    figures hu 2026-11 demand 10000000 reactive 75000
      -> entered, item demand 40000, item pf_adjust 2250, adjusted 0
    at   2026-12-01T16:00:00Z
    settle                                              -> closed 2026-11, balance -47250
    figures hu 2026-11 demand 11000000 reactive 75000
      -> entered, adjusted 4200, item demand 44000, item pf_adjust 2450
    figures hu 2026-11 demand 11000000 reactive 75000   -> unchanged, adjusted 4200
    # the grid's meter says 300 kWh: 0.97, 0.75 % off 490 yuan
    figures hu 2026-11 demand 11000000 reactive 75000 active 300000
      -> entered, item pf_adjust -368, adjusted 1382
  )",
               shop());
}

TEST(Figures, AreRefusedWhereTheyCannotBe) {
  expect_story(std::string(kNovember) + R"(
    figures hu 2026-11                     -> nothing_said
    figures hu 2026-10 demand 1            -> no_such_bill
    figures hu 2026-12 demand 1            -> no_such_bill
    figures hu 2026-13 demand 1            -> no_such_bill
    figures hu november demand 1           -> no_such_bill
    figures hu 2026-11 demand -1           -> out_of_bounds
    figures hu 2026-11 demand 2000000000000000  -> out_of_bounds
    figures hu 2026-11 demand 1            -> entered
    figures hu 2026-11 reactive 1          -> withdrawn
    figures hu 2026-11 demand 0 reactive 1 -> entered
    figures hu 2026-11 demand 0            -> withdrawn
  )",
               shop());
}

TEST(Figures, CloseTheBillsInTheirOrder) {
  expect_story(std::string(kNovember) + R"(
    at   2026-12-01T16:00:00Z
    use  hu 1000
    at   2027-01-02T16:00:00Z
    settle                                             -> closed none, alarms figures_missing
    figures hu 2026-12 demand 1000000 reactive 0       -> entered, alarms figures_missing
    settle                                             -> closed none
    figures hu 2026-11 demand 1000000 reactive 0       -> entered, alarms none
    settle                                             -> closed 2026-11 + 2026-12
  )",
               shop());
}

TEST(Figures, OfABillWithoutEnergyAreNotNeededForThePowerFactor) {
  // 0.75 % off the capacity of 2000 yuan; what comes later keeps 1.00 until somebody says more.
  expect_story(R"(
    at   2026-10-31T16:00:00Z
    open hu credit 10000000
    read hu 0
    at   2026-12-01T16:00:00Z
    settle                          -> closed 2026-11, item pf_adjust -1500
    enter hu 100000 ago 2880        -> entered
    settle                          -> adjusted 9925, item pf_adjust -1575
    audit                           -> clean
    figures hu 2026-11 reactive 75000
      -> entered, item pf_adjust 10500, adjusted 22000, alarms none
  )",
               with(R"({"energy": {"type": "flat", "price": "1"},
                        "capacity": {"kva": "100", "per_kva_month": "20"},
                        "pf": {"standard": "0.90"}})"));
}

TEST(Figures, KeepMinimumAndTaxWaiting) {
  expect_story(R"(
    at   2026-10-31T16:00:00Z
    open hu credit 10000000
    read hu 0
    at   2026-12-01T16:00:00Z
    settle                              -> item min_topup 0, item vat 0, closed none
    figures hu 2026-11 demand 1000000   -> entered, item min_topup 6000, item vat 1300
    settle                              -> closed 2026-11, balance -11300
  )",
               with(R"({"energy": {"type": "flat", "price": "1"},
                        "demand": {"per_kw_month": "40"},
                        "min_charge": {"amount": "100", "of": ["energy", "demand"]},
                        "vat": {"rate": "0.13"}})"));
}

TEST(WholeKwh, ComeWhenTheMonthIsOver) {
  expect_story(R"(
    at   2026-10-31T16:00:00Z
    open hu credit 10000000
    read hu 0
    use  hu 10400 after 1440
    settle                      -> line energy/0/ 520, item whole_kwh 0
    at   2026-11-30T16:00:00Z
    settle                      -> item whole_kwh -20, balance -500
    at   2026-12-01T16:00:00Z
    settle                      -> closed 2026-11, posted 0
    # 10.6 kWh are 11
    enter hu 10600 ago 2880     -> entered
    settle                      -> adjusted 50, item whole_kwh 20, balance -550
  )",
               with(R"({"energy": {"type": "flat", "price": "0.5"}, "energy_round": "kwh"})"));
}

TEST(Figures, ThatWereChangedAreNamedByTheAudit) {
  Story story(shop());
  story.tell(std::string(kNovember) + R"(
    figures hu 2026-11 demand 10500000 reactive 75000
    at   2026-12-01T16:00:00Z
    settle                      -> closed 2026-11
  )");
  EXPECT_THAT(story.findings(), IsEmpty());
  story.house().sql("DROP TRIGGER month_figures_keeps");
  story.house().sql("UPDATE month_figures SET demand_mw = demand_mw - 1000000");
  EXPECT_THAT(story.findings(),
              Contains(HasSubstr("bill 2026-11 of account 1: demand is not what its terms say")));
}

TEST(Figures, AreMissedByTheFirstMonthThatWaits) {
  House::Rules rules;
  rules.terms = R"({"energy": {"type": "flat", "price": "0.5"}, "demand": {"per_kw_month": "42"}})";
  Story story(rules);
  auto const named = [&story] {
    return story.house().texts("SELECT detail FROM alarm WHERE closed_at IS NULL");
  };
  story.tell(R"(
    at   2026-10-31T16:00:00Z
    open hu credit 10000000 max 60000
    read hu 0
    use  hu 100000 after 2880
    at   2027-01-01T16:00:00Z
    settle                    -> closed none, alarms figures_missing)");
  EXPECT_EQ(named(), std::vector<std::string>{"2026-11"});
  story.tell("figures hu 2026-11 demand 10500000 -> entered, alarms figures_missing");
  EXPECT_EQ(named(), std::vector<std::string>{"2026-12"});
  story.tell(R"(
    figures hu 2026-12 demand 0 -> entered, alarms none
    settle                      -> closed 2026-11 + 2026-12
    audit                       -> clean)");
}

}  // namespace
}  // namespace e2ms::test
