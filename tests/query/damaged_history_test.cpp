#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2ms/command/compact_readings.hpp"
#include "history_life.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using command::CompactReadings;
using command::ForgetReadings;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// A packed history that anybody may write into.
struct OpenHistory {
  OpenHistory() {
    story.tell(kLife);
    CompactReadings order{.project = house().project,
                          .before = from_iso("2026-11-30T16:00:00Z").value(),
                          .after = {0}};
    order.days_at_most = 10;
    EXPECT_EQ(house().submit(order).value().days, 3U);
    for (auto const& trigger :
         house().texts("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
      house().sql("DROP TRIGGER " + trigger);
    house().sql("PRAGMA foreign_keys = OFF");
    EXPECT_THAT(story.findings(), IsEmpty());
  }
  House& house() { return story.house(); }
  void forget(std::string_view before) {
    ForgetReadings const order{
        .project = house().project, .before = from_iso(before).value(), .after = {0}};
    EXPECT_EQ(house().submit(order).value().meters, 1U);
  }

  Story story;
};

TEST(HistoryOfOldDays, IsComparedWithItsReadingsWhereNoneWasForgotten) {
  OpenHistory history;
  history.house().sql("UPDATE energy_day SET packed = NULL");
  EXPECT_THAT(history.story.findings(), IsEmpty());
  history.house().sql(
      "DELETE FROM reading_pack WHERE first_at = (SELECT max(first_at) FROM reading_pack)");
  EXPECT_THAT(history.story.findings(), Contains(HasSubstr("the day's energy")));
}

TEST(HistoryOfForgottenDays, IsTrustedAndTheRestComparedStill) {
  OpenHistory history;
  history.forget("2026-11-29T16:00:00Z");
  EXPECT_THAT(history.story.findings(), IsEmpty());
  history.house().sql("UPDATE energy_day SET used_wh = used_wh + 1");
  EXPECT_EQ(history.story.findings().size(), 1U);
}

/// One change of one thing in a packed history.
struct Damage {
  char const* name;
  std::string sql;
  char const* finding;
};

class DamagedHistory : public testing::TestWithParam<Damage> {};

TEST_P(DamagedHistory, IsFound) {
  OpenHistory history;
  history.house().sql(GetParam().sql);
  EXPECT_THAT(history.story.findings(), Contains(HasSubstr(GetParam().finding)));
}

INSTANTIATE_TEST_SUITE_P(
    All, DamagedHistory,
    testing::Values(
        Damage{"unreadable", "UPDATE reading_pack SET readings = x'01'", "cannot be read"},
        Damage{"another_count", "UPDATE reading_pack SET count = count + 1", "does not hold"},
        Damage{"another_time", "UPDATE reading_pack SET last_at = last_at + 1", "does not hold"},
        Damage{"another_meters",
               "INSERT INTO reading_pack SELECT meter + 1, first_at + 1, last_at, count, readings "
               "FROM reading_pack LIMIT 1",
               "does not hold what it says"},
        Damage{"two_at_a_time",
               "UPDATE reading_pack SET last_at = (SELECT max(last_at) FROM reading_pack)",
               "overlaps the one before"},
        Damage{"a_reading_twice",
               "INSERT INTO reading (taken_at, meter, verdict, total_wh, raw) "
               "SELECT first_at, meter, 0, 1, '' FROM reading_pack LIMIT 1",
               "is kept by itself as well"},
        Damage{"a_row_beyond_the_packed_ones",
               "UPDATE reading SET total_wh = total_wh - 200 WHERE verdict = 0 AND taken_at > "
               "(SELECT min(first_at) FROM reading_pack) AND taken_at < (SELECT min(last_at) FROM "
               "reading_pack)",
               "the register goes down"},
        Damage{"hours_that_are_none", "UPDATE energy_day SET hours = x'80'", "the day's energy"},
        Damage{"a_day_in_another", "UPDATE energy_day SET until = until + 86400000",
               "the day's energy"},
        Damage{"more_energy_on_a_day",
               "UPDATE energy_day SET used_wh = used_wh + 1 WHERE day = (SELECT min(day) FROM "
               "energy_day)",
               "is not what its readings say"},
        Damage{"another_last_reading", "UPDATE energy_day SET last_wh = last_wh + 1",
               "ends with another reading"},
        Damage{"the_last_reading_earlier",
               "UPDATE energy_day SET last_at = last_at - 1 WHERE day = (SELECT max(day) FROM "
               "energy_day)",
               "ends with another reading"},
        Damage{"fewer_hours",
               "UPDATE energy_day SET hours = x'' WHERE day = (SELECT min(day) FROM energy_day)",
               "has hours that are not"},
        Damage{"hours_of_another_day",
               "UPDATE energy_day SET hours = (SELECT hours FROM energy_day ORDER BY day DESC "
               "LIMIT 1) WHERE day = (SELECT min(day) FROM energy_day)",
               "has hours that are not"},
        Damage{"a_pack_taken_away",
               "DELETE FROM reading_pack WHERE first_at = (SELECT max(first_at) FROM "
               "reading_pack)",
               "there are 0"},
        Damage{"a_day_taken_away", "DELETE FROM energy_day", "belong to no day"},
        Damage{"impossible_numbers",
               "UPDATE energy_day SET last_wh = 9223372036854775807, used_wh = "
               "-9223372036854775807 - 1",
               "ends with another reading"},
        Damage{"impossible_readings",
               "UPDATE reading SET total_wh = -9223372036854775807 WHERE verdict = 0 AND taken_at "
               "IN (SELECT from_at FROM charge)",
               "the day's energy"},
        Damage{"impossible_times",
               "UPDATE energy_day SET day = -9223372036854775807 - 1, until = "
               "9223372036854775807 WHERE day = (SELECT min(day) FROM energy_day)",
               "cannot be that of"}),
    [](auto const& each) { return each.param.name; });

}  // namespace
}  // namespace e2ms::test
