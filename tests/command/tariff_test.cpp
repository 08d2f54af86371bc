#include <gtest/gtest.h>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/withdraw_tariff.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using command::Archived;
using command::PublishTariff;
using command::WithdrawTariffVersion;

constexpr Instant kNow{1'700'000'000'000};

Archived publish(House& house, Instant valid_from) {
  PublishTariff const order{house.project, "flat", valid_from,
                            document::flat_document({60'000'000}), kNow};
  auto const outcome = house.submit(order);
  EXPECT_TRUE(outcome.has_value());
  return outcome->verdict;
}

TEST(Tariff, MayBeginInThePastWhileNobodyUsesIt) {
  House house;
  EXPECT_EQ(publish(house, kNow - days(1)), Archived::added);
}

TEST(Tariff, ChangesNoPriceOfWhatWasUsedAlready) {
  Story story;
  story.tell("open hu");
  EXPECT_EQ(publish(story.house(), kNow), Archived::too_late);
  EXPECT_EQ(publish(story.house(), kNow + milliseconds(1)), Archived::added);
}

/// A house whose `flat` has a version from kNow on that is charged by, and one a day later.
class Withdrawal : public testing::Test {
 protected:
  Withdrawal() {
    story.tell("open hu");
    EXPECT_EQ(publish(house(), kNow + days(1)), Archived::added);
    version = {house().number("SELECT max(id) FROM tariff_version")};
  }

  House& house() { return story.house(); }
  WithdrawTariffVersion::Verdict withdraw(TariffVersionId which, Instant at) {
    WithdrawTariffVersion const order{house().project, which, at, "manager", "填错"};
    auto const outcome = house().submit(order);
    EXPECT_TRUE(outcome.has_value());
    return outcome->verdict;
  }

  Story story;
  TariffVersionId version;
};
using Verdict = WithdrawTariffVersion::Verdict;

TEST_F(Withdrawal, LeavesTheBeginningFreeForAnother) {
  EXPECT_EQ(publish(house(), kNow + days(1)), Archived::name_taken);
  EXPECT_EQ(withdraw(version, kNow), Verdict::withdrawn);
  EXPECT_EQ(publish(house(), kNow + days(1)), Archived::added);
  EXPECT_EQ(publish(house(), kNow + days(1)), Archived::name_taken);
}

TEST_F(Withdrawal, IsHarmlessWhenRepeated) {
  EXPECT_EQ(withdraw(version, kNow), Verdict::withdrawn);
  EXPECT_EQ(withdraw(version, kNow + days(2)), Verdict::already_withdrawn);
  EXPECT_EQ(house().number("SELECT count(*) FROM audit WHERE action = 'tariff_withdrawn'"), 1);
  EXPECT_EQ(house().texts("SELECT after FROM audit WHERE action = 'tariff_withdrawn'").at(0),
            "填错");
}

TEST_F(Withdrawal, ComesTooLateOnceItHasBegun) {
  EXPECT_EQ(withdraw(version, kNow + days(1)), Verdict::begun);
  EXPECT_EQ(house().number("SELECT count(*) FROM tariff_withdrawal"), 0);
  EXPECT_EQ(withdraw(version, kNow + days(1) - milliseconds(1)), Verdict::withdrawn);
}

TEST_F(Withdrawal, LeavesNoAccountWithoutAPrice) {
  // A clock that went back before the first version: the accounts are there already.
  auto const first = TariffVersionId{
      house().number("SELECT id FROM tariff_version WHERE tariff = (SELECT tariff FROM account) "
                     "ORDER BY valid_from LIMIT 1")};
  auto const begins = house().number("SELECT valid_from FROM tariff_version WHERE id = " +
                                     std::to_string(first.value));
  EXPECT_EQ(withdraw(first, Instant{begins - 1}), Verdict::needed);
}

TEST_F(Withdrawal, KnowsNoVersionOfNobody) {
  EXPECT_EQ(withdraw({version.value + 7}, kNow), Verdict::unknown_version);
}

TEST(WithdrawnTariff, IsChargedByNobodyWhenItsTimeComes) {
  Story story;
  story.tell(R"(
    open  hu credit 100000
    at    2026-11-23T09:00:00Z
    price 100000000 from 2026-11-23T10:00:00Z  -> added
  )");
  WithdrawTariffVersion const order{story.house().project,
                                    {story.house().number("SELECT max(id) FROM tariff_version")},
                                    *from_iso("2026-11-23T09:10:00Z"),
                                    "manager",
                                    "填错"};
  EXPECT_EQ(story.house().submit(order)->verdict, Verdict::withdrawn);
  story.tell(R"(
    at    2026-11-23T09:50:00Z
    read  hu 0 after 0
    use   hu 4000 after 20   -> running 200
    settle                   -> posted 1
    audit                    -> clean
  )");
}

TEST(Tariff, IsWrittenDownWhenItIsPublished) {
  House house;
  publish(house, kNow);
  EXPECT_EQ(house.texts("SELECT after FROM audit WHERE action = 'tariff_published'").back(),
            "flat from 2023-11-14T22:13:20.000Z");
}

}  // namespace
}  // namespace e2ms::test
