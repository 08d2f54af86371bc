#include <gtest/gtest.h>

#include "e2ms/query/meter_page.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

TEST(LoadCurve, TakesTheEnergyBeforeANewBaselineForNobodys) {
  Story story;
  story.tell(R"(
    open   hu credit 100000 max 6000
    at     2026-11-23T01:00:00Z
    read   hu 50000 after 0
    use    hu 1000 after 30
    read   hu 10 after 10     -> quarantined went_down
    decide hu rebase          -> decided
    use    hu 2000 after 20   -> accepted
  )");
  auto const from = *from_iso("2026-11-23T01:00:00Z");
  auto const curve = story.house().ask(query::LoadCurve{.meter = MeterId{1},
                                                        .from = from,
                                                        .to = from + hours(1),
                                                        .zone = *Zone::named("Asia/Shanghai")});
  ASSERT_TRUE(curve.has_value());
  ASSERT_EQ(curve->hours.size(), 1U);
  EXPECT_EQ(curve->hours[0].used, Energy::wh(3000));
}

TEST(LoadCurve, CountsEachPartOfAnHourByItsRatio) {
  Story story;
  story.tell(R"(
    at     2026-11-23T00:59:00Z
    open   hu credit 100000 max 60000 digits 5
    read   hu 99999000
    use    hu 500 after 30
    ratio  hu 10
    read   hu 1500 after 30   -> accepted
    use    hu 1000 after 60
  )");
  auto const from = *from_iso("2026-11-23T01:00:00Z");
  auto const curve = story.house().ask(query::LoadCurve{.meter = MeterId{1},
                                                        .from = from,
                                                        .to = from + hours(2),
                                                        .zone = *Zone::named("Asia/Shanghai")});
  ASSERT_TRUE(curve.has_value());
  ASSERT_EQ(curve->hours.size(), 2U);
  // 0.5 kWh once, and 2 kWh through the register's end ten times.
  EXPECT_EQ(curve->hours[0].used, Energy::wh(20'500));
  EXPECT_EQ(curve->hours[1].used, Energy::wh(10'000));
}

}  // namespace
}  // namespace e2ms::test
