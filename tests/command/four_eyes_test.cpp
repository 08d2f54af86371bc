#include <gtest/gtest.h>

#include "e2ms/command/propose_tariff.hpp"
#include "e2ms/command/withdraw_tariff.hpp"
#include "e2ms/document/tariff_change.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using command::Archived;
using command::DecideProposal;
using command::ProposeTariff;
using document::change_of;
using Verdict = DecideProposal::Verdict;

constexpr Instant kNow{1'700'000'000'000};

std::string flat(std::string const& price) {
  return R"({"energy": {"type": "flat", "price": ")" + price + R"("}})";
}

/// The house's one account pays 0.50 by the tariff `flat`.
class FourEyesTest : public testing::Test {
 protected:
  FourEyesTest() { story.tell("open hu"); }

  House& house() { return story.house(); }
  std::int64_t versions() { return house().number("SELECT count(*) FROM tariff_version"); }

  ProposeTariff::Outcome propose(std::string const& price, FourEyes limit, Duration from = days(2),
                                 Instant now = kNow) {
    ProposeTariff const order{
        {house().project, "flat", now + from, flat(price), now, "li", "because"}, limit};
    auto const outcome = house().submit(order);
    EXPECT_TRUE(outcome.has_value());
    return *outcome;
  }
  Verdict decide(TariffProposalId which, bool approve, std::string const& actor,
                 Instant at = kNow + hours(1), std::string const& note = "looked") {
    DecideProposal const order{house().project, which, approve, at, actor, note};
    auto const outcome = house().submit(order);
    EXPECT_TRUE(outcome.has_value());
    return outcome->verdict;
  }

  Story story;
};

TEST_F(FourEyesTest, LetsSmallChangesPass) {
  auto const outcome = propose("0.55", {10, 1});
  EXPECT_EQ(outcome.verdict, Archived::added);
  EXPECT_FALSE(outcome.proposal.has_value());
  EXPECT_EQ(versions(), 2);
}

TEST_F(FourEyesTest, KeepsALargeChangeUntilSomebodyElseApprovesIt) {
  auto const outcome = propose("0.56", {10, 0});
  ASSERT_TRUE(outcome.proposal.has_value());
  EXPECT_EQ(versions(), 1);
  EXPECT_EQ(house().number("SELECT change = '12' FROM tariff_proposal"), 1);
  EXPECT_EQ(decide(*outcome.proposal, true, "li"), Verdict::own_proposal);
  EXPECT_EQ(versions(), 1);
  EXPECT_EQ(decide(*outcome.proposal, true, "wang"), Verdict::decided);
  EXPECT_EQ(versions(), 2);
  EXPECT_EQ(house().number("SELECT count(*) FROM tariff_version WHERE published_by = 'li'"), 1);
  EXPECT_EQ(decide(*outcome.proposal, true, "wang"), Verdict::already_decided);
  EXPECT_EQ(decide(*outcome.proposal, false, "wang"), Verdict::decided_otherwise);
  EXPECT_EQ(versions(), 2);
  for (auto const* const action : {"tariff_proposed", "tariff_approved"})
    EXPECT_EQ(
        house().number(std::string("SELECT count(*) FROM audit WHERE action = '") + action + "'"),
        1)
        << action;
}

TEST_F(FourEyesTest, CountsAPriceThatFallsAsWell) {
  EXPECT_TRUE(propose("0.40", {10, 0}).proposal.has_value());
}

TEST_F(FourEyesTest, CountsTheAccountsThatWouldPayByIt) {
  EXPECT_TRUE(propose("0.50", {0, 1}).proposal == std::nullopt);
  story.tell("open wang");
  EXPECT_TRUE(propose("0.50", {0, 1}, days(3)).proposal.has_value());
}

TEST_F(FourEyesTest, TakesManySmallStepsForTheLargeOneThatTheyAre) {
  EXPECT_FALSE(propose("0.54", {10, 0}, days(1)).proposal.has_value());
  EXPECT_TRUE(propose("0.58", {10, 0}, days(2)).proposal.has_value());
}

TEST_F(FourEyesTest, RemembersStepsThatAreInForceAlready) {
  FourEyes const limit{10, 0};
  EXPECT_FALSE(propose("0.54", limit, minutes(1)).proposal.has_value());
  auto const second = propose("0.58", limit, minutes(1), kNow + hours(1)).proposal;
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(decide(*second, true, "wang", kNow + hours(1)), Verdict::decided);
  // What was approved is where the next steps begin.
  EXPECT_FALSE(propose("0.60", limit, minutes(1), kNow + hours(2)).proposal.has_value());
}

TEST_F(FourEyesTest, IsHarmlessWhenRepeated) {
  auto const first = propose("9", {10, 0});
  auto const second = propose("9", {10, 0});
  EXPECT_EQ(first.proposal, second.proposal);
  EXPECT_EQ(house().number("SELECT count(*) FROM tariff_proposal"), 1);
  EXPECT_NE(propose("8", {10, 0}).proposal, first.proposal);
}

TEST_F(FourEyesTest, IsRejectedByAnybodyForGood) {
  auto const one = propose("9", {10, 0}).proposal.value();
  EXPECT_EQ(decide(one, false, "wang", kNow, ""), Verdict::note_missing);
  EXPECT_EQ(decide(one, false, "li"), Verdict::decided);
  EXPECT_EQ(decide(one, false, "li"), Verdict::already_decided);
  EXPECT_EQ(decide(one, true, "wang"), Verdict::decided_otherwise);
  EXPECT_EQ(versions(), 1);
  EXPECT_NE(propose("9", {10, 0}).proposal, one);
}

TEST_F(FourEyesTest, ComesTooLateOnceItsBeginningHasPassed) {
  auto const one = propose("9", {10, 0}).proposal.value();
  EXPECT_EQ(decide(one, true, "wang", kNow + days(2)), Verdict::begun);
  EXPECT_EQ(versions(), 1);
  EXPECT_EQ(decide(one, false, "wang", kNow + days(2)), Verdict::decided);
}

TEST_F(FourEyesTest, IsNotPublishedWhereAnotherVersionBeginsMeanwhile) {
  auto const one = propose("9", {10, 0}).proposal.value();
  EXPECT_FALSE(propose("0.51", {10, 0}).proposal.has_value());
  EXPECT_EQ(decide(one, true, "wang"), Verdict::version_taken);
  EXPECT_EQ(decide({77}, true, "wang"), Verdict::unknown_proposal);
}

TEST_F(FourEyesTest, RefusesWhatCouldNotBePublishedEither) {
  EXPECT_EQ(propose("9", {10, 0}, Duration{}).verdict, Archived::too_late);
  EXPECT_EQ(propose("-9", {10, 0}).verdict, Archived::wrong_terms);
  EXPECT_EQ(house().number("SELECT count(*) FROM tariff_proposal"), 0);
}

TEST(TermsChange, IsTheLargestOfAllPrices) {
  char const* const before =
      R"({"energy": {"type": "tou", "prices": {"peak": "1", "valley": "0.5"}},
      "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"},
      "surcharges": [{"code": "service", "per_kwh": "0.10"}]})";
  char const* const after =
      R"({"energy": {"type": "tou", "prices": {"peak": "0.9", "valley": "0.51"}},
      "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"},
      "surcharges": [{"code": "service", "per_kwh": "0.1"}]})";
  EXPECT_EQ(change_of(before, after).percent, Exact(10));
  EXPECT_EQ(change_of(before, before).percent, Exact(0));
  EXPECT_EQ(percent_text(change_of(after, before)), "11.11");
}

TEST(TermsChange, IsBeyondEveryLimitWhenMoreThanPricesChanges) {
  std::string const tiers = R"({"energy": {"type": "tier", "tiers": [
      {"upto": "100", "price": "0.5"}, {"upto": null, "price": "0.6"}]},
      "tier_cycle": {"unit": "month"}})";
  auto other = tiers;
  other.replace(other.find("100"), 3, "101");
  EXPECT_TRUE(change_of(tiers, other).beyond(Exact(1'000'000)));
  EXPECT_TRUE(change_of(tiers, flat("0.5")).beyond(Exact(1'000'000)));
  EXPECT_TRUE(change_of(flat("0"), flat("0.01")).beyond(Exact(1'000'000)));
  EXPECT_FALSE(change_of(flat("0.5"), flat("0.50")).beyond(Exact(0)));
  EXPECT_EQ(percent_text(change_of(tiers, other)), "");
}

}  // namespace
}  // namespace e2ms::test
