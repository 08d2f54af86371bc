#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2ms/domain/public_share.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

/// A main meter, corridor lights and three rooms; at the end of November the main meter counted
/// 1000 kWh, the lights 40, the rooms 300, 200 and 400.
constexpr char kNovember[] = R"(
  at   2026-10-31T15:00:00Z
  room main ratio 10 norelay
  room lights norelay
  open a credit 10000000
  open b credit 10000000
  room c
  read main 0
  read lights 0
  read a 0
  read b 0
  read c 0
  at   2026-10-31T16:00:00Z
  read main 0 after 0
  read lights 0 after 0
  read a 0 after 0
  read b 0 after 0
  read c 0 after 0
  at   2026-11-30T16:00:00Z
  read main 100000 after 0
  read lights 40000 after 0
  read a 300000 after 0
  read b 200000 after 0
  read c 400000 after 0
)";

std::string november(std::string const& rest) {
  return std::string(kNovember) + rest;
}

TEST(PublicShare, DividesLossAndLightsByEnergyToTheFen) {
  // 60 kWh are lost, 40 lit the corridor; at 0.70 that is 42 and 28 yuan for 900 kWh of rooms. The
  // readings begin a second late, so the meters of the month begin with their first ones.
  expect_story(november(R"(
    share hall from 2026-11 main main public lights rooms a b c by energy price 70000000 -> set
    settle
    divide hall 2026-11     -> divided, posted 2, rest 3112
    look a                  -> item share:loss:1 1400, item share:common:1 933
    look b                  -> item share:loss:1 933, item share:common:1 622
    divide hall 2026-11     -> unchanged
    settle                  -> posted 0
    look a                  -> item share:loss:1 1400, balance -17333
    audit                   -> clean
  )"));
}

constexpr char kRule[] =
    "share hall from 2026-11 main main public lights rooms a b c by energy price 70000000 -> set\n";

TEST(PublicShare, IsPostedByItselfBeforeTheBillsAreClosed) {
  expect_story(november(R"(
    share hall from 2026-11 main main public lights rooms a b c by energy price 70000000 automatic
    at   2026-12-01T16:00:00Z
    settle
    look a                  -> item share:loss:1 1400, item share:common:1 933, adjusted 0
                            -> closed 2026-10 + 2026-11
    settle                  -> posted 0
    void a ago 1440         -> voided
    at   2026-12-02T16:00:00Z
    settle                  -> alarms share_waits
    read a 330000 after 0
    settle                  -> alarms none
    # 9.375 kWh more, and less that was lost.
    look a                  -> item share:loss:1 1206, item share:common:1 952, adjusted 294
    divide hall 2026-11     -> unchanged
    audit                   -> clean
  )"));
}

TEST(PublicShare, ThatIsNotToBePostedByItselfIsNot) {
  expect_story(november(std::string(kRule) + R"(
    at   2026-12-01T16:00:00Z
    settle
    look a                  -> item share:loss:1 0, closed 2026-10 + 2026-11
  )"));
}

TEST(PublicShare, ThatCannotBePostedByItselfIsAnAlarmWhenBillsClose) {
  expect_story(R"(
    at   2026-10-31T16:00:00Z
    room main ratio 10 norelay
    open a credit 10000000
    read main 0 after 0
    read a 0 after 0
    share hall from 2026-11 main main rooms a by energy price 70000000 automatic -> set
    at   2026-11-30T15:00:00Z
    read a 100000 after 0
    at   2026-11-30T16:00:00Z
    read a 100000 after 0
    settle                  -> posted 1, alarms none
    at   2026-12-01T16:00:00Z
    settle                  -> alarms share_waits
    look a                  -> closed 2026-11
    at   2026-12-30T16:00:00Z
    read a 110000 after 0
    at   2027-01-02T16:00:00Z
    read a 120000 after 0
    # The second month waits as well, and the first is not forgotten.
    settle                  -> alarms share_waits
    read main 20000 after 0
    settle                  -> alarms none
    divide hall 2026-11     -> unchanged
    divide hall 2026-12     -> unchanged
    audit                   -> clean
  )");
}

TEST(PublicShare, ComesAsAnAdjustmentOnceTheBillIsClosed) {
  expect_story(november(std::string(kRule) + R"(
    at   2026-12-02T16:00:00Z
    settle                  -> posted 2
    look a                  -> closed 2026-10 + 2026-11
    divide hall 2026-11     -> divided, posted 2
    look a                  -> adjusted 2333, item share:loss:1 1400, balance -17333
    settle                  -> posted 0
    divide hall 2026-11     -> unchanged
  )"));
}

TEST(PublicShare, PostsOnlyTheDifferenceOfACorrectedReading) {
  // What tenant a had at midnight lay between two readings, until somebody says it was 290 kWh: 70
  // kWh are lost, for 890 kWh of rooms.
  auto story = november(std::string(kRule) + R"(
    at   2026-12-02T16:00:00Z
    settle
    divide hall 2026-11     -> divided
    look a                  -> item share:loss:1 1400, item share:common:1 933
    enter a 290000 ago 2880 -> entered
    divide hall 2026-11     -> divided, posted 2, rest 3461
    look a                  -> item share:loss:1 1597, item share:common:1 912
    look b                  -> item share:loss:1 1101, item share:common:1 629
    divide hall 2026-11     -> unchanged
  )");
  std::string const at_midnight = "read a 300000 after 0";
  story.replace(story.find(at_midnight), at_midnight.size(), R"(at 2026-11-30T15:00:00Z
    read a 289000 after 0
    at 2026-11-30T17:00:00Z
    read a 311000 after 0
    at 2026-11-30T16:00:00Z)");
  expect_story(story);
}

TEST(PublicShare, NamesWhatIsMissing) {
  expect_story(R"(
    at   2026-10-31T15:00:00Z
    room main norelay
    open a credit 1000000
    share hall from 2026-11 main main rooms a by equal -> set
    read a 0
    at   2026-11-20T00:00:00Z
    divide hall 2026-11     -> not_over
    divide hall 2026-10     -> no_rule
    read main 5000
    at   2026-12-01T00:00:00Z
    divide hall 2026-11     -> incomplete
                 -> missing main-1 grid_bill + main-1 reading_before + a-1 reading_after
    grid main 2026-12 1000 1000 -> not_over
    grid main 2026-11 5000 500  -> entered
    divide hall 2026-11     -> incomplete, missing main-1 reading_before + a-1 reading_after
  )");
}

TEST(PublicShare, ChargesNothingForANegativeLossAndRaisesAnAlarm) {
  expect_story(november(R"(
    share hall from 2026-11 main lights rooms a b c by energy price 70000000 only loss -> set
    divide hall 2026-11     -> divided, posted 0, rest 0, alarms loss_negative
    look a                  -> item share:loss:1 0
    share hall from 2026-11 main main rooms a b c by energy price 70000000 -> month_used
    share hall from 2026-12 main main rooms a b c by energy price 70000000 -> set
  )"));
}

TEST(PublicShare, FollowsTheGridsPriceAndItsCorrections) {
  // 600.00 yuan for 1010 kWh by the grid's own meter: 60 kWh cost 35.64, a third of it is a's. The
  // grid corrects it to 606.00 yuan: 0.60 for a kWh.
  expect_story(november(R"(
    share hall from 2026-11 main main public lights rooms a b c by energy only loss -> set
    settle
    divide hall 2026-11     -> incomplete, missing main-1 grid_bill
    grid main 2026-11 1010000 60000 -> entered
    grid main 2026-11 1010000 60000 -> already_entered
    divide hall 2026-11     -> divided
    look a                  -> item share:loss:1 1188
    grid main 2026-11 1010000 60600 -> note_missing
    grid main 2026-11 1010000 60600 note misread -> entered
    divide hall 2026-11     -> divided, rest 1600
    look a                  -> item share:loss:1 1200
    look b                  -> item share:loss:1 800
  )"));
}

TEST(PublicShare, LetsTheRestAboveTheCapToTheLandlord) {
  // Tenant a paid 150 yuan for energy: 1 % are 1.50, the whole of his part.
  expect_story(november(R"(
    share hall from 2026-11 main main public lights rooms a b c by energy price 70000000 cap 1
    divide hall 2026-11     -> divided, rest 6750
    look a                  -> item share:loss:1 150, item share:common:1 0
    look b                  -> item share:loss:1 100, item share:common:1 0
  )"));
}

TEST(PublicShare, DividesByAreaAndByTheDaysSomebodyLivedThere) {
  // Tenant d moves into room c on the 21st and is there at the end of ten days of thirty.
  Story story;
  story.tell(R"(
    at   2026-10-31T15:00:00Z
    room main norelay
    open a credit 1000000
    room c
    read main 0
    read a 0
    read c 0
    at   2026-10-31T16:00:00Z
    read main 0 after 0
    read a 0 after 0
    at   2026-11-20T16:00:00Z
    open c credit 1000000
    at   2026-11-30T16:00:00Z
    read main 100000 after 0
    read a 0 after 0
    read c 0 after 0
    share hall from 2026-11 main main rooms a:5000 c:10000 by area price 30000000 -> set
    divide hall 2026-11 -> divided, posted 2, rest 1333
    look a              -> item share:loss:1 1000
    look c              -> item share:loss:1 667
    audit               -> clean
  )");
}

TEST(PublicShare, GoesOnThroughSwappedMetersDatedRatiosAndRegistersThatBeginAgain) {
  // The main meter counts 600 kWh until it is replaced, its follower 400; the lights' meter begins
  // again at zero after 10 of its 40; tenant b's 200 kWh are 50 by a ratio of 2 and 100 by one
  // of 1.
  Story story;
  story.tell(R"(
    at    2026-10-31T15:00:00Z
    room  main ratio 10 norelay
    room  lights norelay digits 5
    open  a credit 10000000
    open  b credit 10000000 ratio 2
    at    2026-10-31T16:00:00Z
    read  main 0 after 0
    read  lights 99990000 after 0
    read  a 0 after 0
    read  b 0 after 0
    at    2026-11-10T16:00:00Z
    swap  main 60000 to 7000 norelay -> swapped
    read  b 50000 after 0
    ratio b 1 ago 0         -> changed
    at    2026-11-30T16:00:00Z
    read  main 47000 after 0
    read  lights 30000 after 0
    read  a 300000 after 0
    read  b 150000 after 0
    share hall from 2026-11 main main public lights rooms a b by energy price 50000000 -> set
    divide hall 2026-11     -> divided, posted 2, rest 0
    look  a                 -> item share:loss:1 13800, item share:common:1 1200
    look  b                 -> item share:loss:1 9200, item share:common:1 800
    audit                   -> clean
  )");
}

TEST(PublicShare, DividesAMonthBeforeMetersWereReplaced) {
  expect_story(november(std::string(kRule) + R"(
    at   2026-12-05T00:00:00Z
    swap main +0 to 7 norelay   -> swapped
    swap lights +0 to 7 norelay -> swapped
    swap a +0 to 7          -> swapped
    settle
    divide hall 2026-11     -> divided, posted 2, rest 3112
    look a                  -> item share:loss:1 1400, item share:common:1 933
    divide hall 2026-11     -> unchanged
  )"));
}

TEST(PublicShare, CountsWhatStoodInTheNamedMetersPlaceInAMonthBeforeIt) {
  // 100 of 1000 kWh are lost: 70 yuan; the part of room c, where nobody lives, is 31.11.
  expect_story(november(R"(
    at   2026-12-05T00:00:00Z
    swap main +0 to 7 norelay -> swapped
    share hall from 2026-11 main main rooms a b c by energy price 70000000 -> set
    divide hall 2026-11     -> divided, posted 2, rest 3111
    look a                  -> item share:loss:1 2333
  )"));
}

TEST(PublicShare, RaisesTheAlarmAtTheMeterThatStandsThereNow) {
  expect_story(november(R"(
    share hall from 2026-11 main lights rooms a b c by energy price 70000000 only loss -> set
    at   2026-12-05T00:00:00Z
    swap lights +0 to 7 norelay -> swapped
    divide hall 2026-11     -> divided, posted 0, alarms loss_negative
  )"));
}

TEST(PublicShare, SumsToTheFenWhateverTheWeights) {
  ShareInputs inputs{Energy::wh(1'000'003), Energy::wh(1), {}, {}, {}, {}};
  for (int i = 1; i <= 37; ++i)
    inputs.parties.push_back({{i}, {i}, i * 7, 1 + i % 30, Energy::wh(i * i), {}, {}, {}});
  for (auto const basis : {ShareBasis::energy, ShareBasis::area, ShareBasis::equal}) {
    auto const shares =
        divide({basis, true, true, Price{52'830'001}, std::nullopt}, inputs).value();
    EXPECT_EQ(shares.charged(), shares.loss_amount);
    EXPECT_EQ(shares.loss_amount, Money::fen(52830));
    EXPECT_EQ(shares.landlord(), Money{});
  }
}

/// The story of a month, and what the audit says after a person changed a row by hand.
std::string audit_after(std::string const& table, std::string const& change) {
  Story story;
  story.tell(
      november(std::string(kRule) + "settle\ndivide hall 2026-11 -> divided\naudit -> clean"));
  story.house().sql("DROP TRIGGER " + table + "_keeps");
  story.house().sql("UPDATE " + table + " SET " + change);
  auto const found = story.findings();
  return found.empty() ? "clean" : found.front();
}

TEST(PublicShare, IsCalculatedAgainByTheAudit) {
  EXPECT_THAT(audit_after("share_run_party", "used_wh = 301000 WHERE account = 1"),
              testing::HasSubstr("divided otherwise"));
  EXPECT_THAT(audit_after("share_run_party", "loss_charged_fen = 1 WHERE account = 1"),
              testing::HasSubstr("divided otherwise"));
  EXPECT_THAT(audit_after("share_run", "main_wh = 1000001"), testing::HasSubstr("do not sum"));
  EXPECT_THAT(audit_after("share_run_meter", "to_wh = 7 WHERE role = 1"),
              testing::HasSubstr("read otherwise"));
  EXPECT_THAT(audit_after("share_run_party", "used_wh = used_wh + 9000000000000000000"),
              testing::HasSubstr("cannot be"));
}

}  // namespace
}  // namespace e2ms::test
