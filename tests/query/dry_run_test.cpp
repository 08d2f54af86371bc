#include "e2ms/query/dry_run.hpp"

#include <gtest/gtest.h>

#include "e2ms/document/tariff_json.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

/// 150 kWh in November and 50 in December, at 0.50.
class DryRunTest : public testing::Test {
 protected:
  DryRunTest() {
    story.tell(R"(
      at   2026-10-31T16:00:00Z
      open hu credit 100000 max 60000
      read hu 0
      use  hu 150000 after 20000
      at   2026-11-30T15:59:00Z
      read hu 150000
      use  hu 50000 after 1440
    )");
  }

  query::DryRun::Row november(char const* terms) { return in_month("2026-11-15T00:00:00Z", terms); }
  query::DryRun::Row in_month(char const* instant, char const* terms) {
    auto const document = document::terms_from_text(terms);
    EXPECT_TRUE(document.problems.empty());
    auto& house = story.house();
    query::DryRun const question{
        house.project, house.tariff, &document.terms, from_iso(instant).value(), {0}, 10};
    auto const rows = house.ask(question);
    EXPECT_EQ(rows.value().size(), 1U);
    return rows.value().front();
  }

  Story story;
};

TEST_F(DryRunTest, ChangesNothingForTheSameTerms) {
  auto const row = november(R"({"energy": {"type": "flat", "price": "0.5"}})");
  EXPECT_FALSE(row.obstacle.has_value());
  EXPECT_EQ(row.used, Energy::kwh(150));
  EXPECT_EQ(row.before, Money::fen(7500));
  EXPECT_EQ(row.after, Money::fen(7500));
}

TEST_F(DryRunTest, PricesTheMonthByOtherTermsWithTheirFees) {
  auto const row = november(R"({
    "energy": {"type": "tier", "tiers": [{"upto": "100", "price": "0.4"},
                                         {"upto": null, "price": "0.8"}]},
    "tier_cycle": {"unit": "month"},
    "surcharges": [{"code": "service", "per_kwh": "0.02"}],
    "fixed": [{"code": "rent", "per_month": "30"}]
  })");
  EXPECT_FALSE(row.obstacle.has_value());
  EXPECT_EQ(row.before, Money::fen(7500));
  EXPECT_EQ(row.after, Money::fen(4000 + 4000 + 300 + 3000));
}

TEST_F(DryRunTest, SaysWhyAnAccountCannotBeCompared) {
  char const* const terms = R"({"energy": {"type": "flat", "price": "0.5"}})";
  EXPECT_EQ(in_month("2026-09-15T00:00:00Z", terms).obstacle, query::DryRun::Obstacle::not_open);
  // A house that measures more than anybody could pay for.
  char const* const dear =
      R"({"energy": {"type": "flat", "price": "1000"},
          "fixed": [{"code": "rent", "per_month": "90000000000000"}]})";
  EXPECT_EQ(november(dear).obstacle, query::DryRun::Obstacle::too_large);
}

TEST_F(DryRunTest, PostsNothing) {
  november(R"({"energy": {"type": "flat", "price": "9"}})");
  EXPECT_EQ(story.house().number("SELECT count(*) FROM journal"), 0);
}

TEST_F(DryRunTest, NeedsTheFiguresThatTheTermsAskFor) {
  constexpr char const* kTerms = R"({"energy": {"type": "flat", "price": "0.5"},
                                     "demand": {"per_kw_month": "40"}})";
  EXPECT_EQ(november(kTerms).obstacle, query::DryRun::Obstacle::figures);
  story.tell("figures hu 2026-11 demand 2000000 -> entered");
  auto const row = november(kTerms);
  EXPECT_FALSE(row.obstacle.has_value());
  EXPECT_EQ(row.after, Money::fen(7500 + 8000));
}

}  // namespace
}  // namespace e2ms::test
