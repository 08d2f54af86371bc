#include "e2ms/domain/example_bill.hpp"

#include <gtest/gtest.h>

namespace e2ms {
namespace {

TariffVersion flat(Exact const& price) {
  TariffVersion terms;
  terms.energy = {EnergyPrices::Kind::flat, {{std::nullopt, {{"", price}}}}, {}, {}};
  return terms;
}

Bill month_of(TariffVersion terms, ExampleMonth const& month, char const* zone = "Asia/Shanghai") {
  auto const priced = bill(example_task(std::move(terms), *Zone::named(zone), month));
  EXPECT_FALSE(priced.problem.has_value());
  EXPECT_TRUE(priced.rejected.empty());
  EXPECT_EQ(priced.bills.size(), 1);
  return priced.bills.front();
}

TEST(ExampleBill, HoldsTheEnergyOfTheMonthExactly) {
  for (auto const profile :
       {LoadProfile::household, LoadProfile::shop, LoadProfile::office, LoadProfile::dormitory})
    for (std::int64_t const kwh : {0, 1, 137, 1'000'000}) {
      auto const one = month_of(flat(1), {2026, 2, kwh, profile});
      EXPECT_EQ(one.kwh, Exact(kwh));
      EXPECT_EQ(one.total, Money::fen(kwh * 100));
    }
}

TEST(ExampleBill, HoldsItAlsoWhereAnHourIsLeftOut) {
  EXPECT_EQ(month_of(flat(1), {2026, 3, 500, LoadProfile::shop}, "Europe/Berlin").kwh, Exact(500));
}

TEST(ExampleBill, GivesEachRateOfARegisterMapItsShare) {
  auto terms = flat(1);
  terms.energy = {EnergyPrices::Kind::tou,
                  {{std::nullopt, {{"peak", 2}, {"flat", 1}, {"valley", Exact(1, 2)}}}},
                  {},
                  {}};
  terms.register_map = {{"T1", "peak"}, {"T2", "flat"}, {"T3", "valley"}};
  auto const one = month_of(terms, {2026, 7, 100, LoadProfile::household});
  ASSERT_EQ(one.lines.size(), 3);
  for (auto const& line : one.lines) EXPECT_EQ(line.quantity, Exact(100, 3));
}

TEST(ExampleBill, AnOfficeUsesLittleAtNight) {
  auto terms = flat(1);
  terms.energy = {EnergyPrices::Kind::tou, {{std::nullopt, {{"day", 1}, {"night", 1}}}}, {}, {}};
  terms.calendar = Calendar{{{"day", {{8 * 60, 18 * 60}}, {}, DayClass::all, {}}}, "night", {}, {}};
  auto const one = month_of(terms, {2026, 7, 1000, LoadProfile::office});
  ASSERT_EQ(one.lines.size(), 2);
  EXPECT_EQ(one.lines.front().key.period, "day");
  EXPECT_GT(one.lines.front().quantity, Exact(700));
}

}  // namespace
}  // namespace e2ms
