#include "e2ms/store/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "e2ms/command/change_ratio.hpp"
#include "e2ms/command/compact_readings.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/query/meter_page.hpp"
#include "history_life.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using command::CompactReadings;
using command::ForgetReadings;
using testing::IsEmpty;

constexpr std::int64_t kAll = 1'000'000;

Instant at(std::string_view iso) {
  return from_iso(iso).value();
}

class History : public testing::Test {
 protected:
  House& house() { return story.house(); }
  std::int64_t rows() { return house().number("SELECT count(*) FROM reading"); }
  std::int64_t packed() {
    return house().number("SELECT coalesce(sum(count), 0) FROM reading_pack");
  }

  /// Everything that ended by then; some few days at once.
  std::size_t compact(std::string_view before, std::size_t days_at_most = 2) {
    CompactReadings batch{.project = house().project, .before = at(before), .after = {0}};
    batch.days_at_most = days_at_most;
    std::size_t days = 0;
    for (bool more = true; more;) {
      auto const outcome = house().submit(batch).value();
      EXPECT_LE(outcome.days, days_at_most);
      days += outcome.days;
      batch.after = outcome.last;
      more = outcome.more;
    }
    return days;
  }
  std::vector<Instant> packed_times() {
    std::vector<Instant> times;
    for (auto const& reading : readings()) {
      auto const rows = house().number("SELECT count(*) FROM reading WHERE taken_at = " +
                                       std::to_string(reading.taken_at.ms));
      if (rows == 0) times.push_back(reading.taken_at);
    }
    return times;
  }
  std::size_t forget(std::string_view before) {
    ForgetReadings const order{.project = house().project, .before = at(before), .after = {0}};
    return house().submit(order).value().meters;
  }

  /// As somebody does it who knows the way around the triggers.
  void damage(std::string const& sql) {
    for (std::string const name : {"reading_pack_keeps", "energy_day_stays"})
      house().sql("DROP TRIGGER IF EXISTS " + name);
    house().sql(sql);
  }

  query::Readings::Answer readings(std::int64_t at_most = kAll,
                                   query::Readings::Which which = query::Readings::Which::all,
                                   std::string_view to = "2027-01-01T00:00:00Z") {
    query::Readings const question{{1}, at("2026-01-01T00:00:00Z"), at(to), which, at_most};
    return house().ask(question).value();
  }
  /// Line by line, as a page would show it.
  std::vector<std::string> curve() {
    query::LoadCurve const question{.meter = {1},
                                    .from = at("2026-11-28T00:00:00Z"),
                                    .to = at("2026-12-01T16:00:00Z"),
                                    .zone = Zone::named("Asia/Shanghai").value()};
    auto const curve = house().ask(question).value();
    std::vector<std::string> lines;
    for (auto const& hour : curve.hours)
      lines.push_back(to_iso(hour.from) + " " + std::to_string(hour.used.wh()) +
                      (hour.interpolated ? " about" : ""));
    return lines;
  }
  static std::vector<std::string> told(query::Readings::Answer const& readings) {
    std::vector<std::string> lines;
    for (auto const& reading : readings)
      lines.push_back(to_iso(reading.taken_at) + " " + to_text(reading.total) + " " +
                      std::to_string(static_cast<int>(reading.verdict)) +
                      (reading.decision ? " decided" : ""));
    return lines;
  }

  Story story;
};

TEST_F(History, ShowsTheSameBeforeAndAfterItIsPacked) {
  story.tell(kLife);
  auto const all = told(readings()), curve_before = curve();
  ASSERT_GT(curve_before.size(), 5U);
  EXPECT_EQ(compact("2026-11-30T16:00:00Z"), 3U);
  EXPECT_LT(rows(), 20);
  EXPECT_EQ(rows() + packed(), std::ssize(all));
  EXPECT_EQ(told(readings()), all);
  EXPECT_EQ(curve(), curve_before);
  EXPECT_THAT(story.findings(), IsEmpty());
}

TEST_F(History, GoesOnFromAPackedDay) {
  story.tell(kLife);
  compact("2026-11-30T16:00:00Z");
  story.tell(R"(
    use    hu 500 after 30
    read   hu 7   after 10     -> quarantined went_down
    decide hu rebase           -> decided
    use    hu 100 after 30
    settle
    pay    hu 100 ref a        -> credited
    audit                      -> clean
  )");
}

TEST_F(History, KnowsAReadingAgainThatIsPacked) {
  story.tell(kLife);
  compact("2026-11-30T16:00:00Z");
  auto const packed = packed_times();
  ASSERT_FALSE(packed.empty());
  for (auto const& reading : packed) {
    command::RecordReading order{{1}, {}};
    order.reading.taken_at = reading;
    EXPECT_EQ(house().submit(order).value().verdict,
              command::RecordReading::Verdict::already_recorded);
  }
}

TEST_F(History, IsPackedOnce) {
  story.tell(kLife);
  EXPECT_EQ(compact("2026-11-30T16:00:00Z"), 3U);
  auto const before = rows();
  EXPECT_EQ(compact("2026-11-30T16:00:00Z"), 0U);
  EXPECT_EQ(rows(), before);
}

TEST_F(History, LeavesDaysThatAreNotOverAlone) {
  story.tell(kLife);
  auto const before = rows();
  EXPECT_EQ(compact("2026-11-28T15:59:59Z"), 0U);
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(compact("2026-11-28T16:00:00Z"), 1U);
}

TEST_F(History, KeepsTheTextOfDoubtsAndOfWhatMoneyBeginsOrEndsWith) {
  story.tell(kLife);
  compact("2027-01-01T00:00:00Z");
  EXPECT_EQ(house().number("SELECT count(*) FROM reading WHERE verdict <> 0"), 3);
  EXPECT_EQ(house().number("SELECT count(*) FROM charge c WHERE to_computed = 0 AND NOT EXISTS "
                           "(SELECT 1 FROM reading r WHERE r.meter = c.meter "
                           " AND r.taken_at = c.to_at AND r.raw <> '')"),
            0);
  EXPECT_EQ(house().number("SELECT count(*) FROM meter_state s JOIN reading r "
                           "ON r.meter = s.meter AND r.taken_at = s.last_at"),
            1);
  EXPECT_THAT(story.findings(), IsEmpty());
}

TEST_F(History, IsReadPageByPage) {
  story.tell(kLife);
  auto const all = readings();
  compact("2026-11-30T16:00:00Z");
  query::Readings::Answer collected;
  std::string to = "2027-01-01T00:00:00Z";
  for (auto page = readings(3); !page.empty();
       page = readings(3, query::Readings::Which::all, to)) {
    collected.insert(collected.end(), page.begin(), page.end());
    to = to_iso(page.back().taken_at);
  }
  EXPECT_EQ(told(collected), told(all));
  EXPECT_EQ(readings(kAll, query::Readings::Which::quarantined).size(), 3U);
  EXPECT_EQ(readings(kAll, query::Readings::Which::accepted).size(), all.size() - 3);
}

TEST_F(History, FindsOneReadingInAPack) {
  story.tell(kLife);
  auto const all = readings();
  compact("2026-11-30T16:00:00Z");
  for (auto const& reading : all) {
    auto const found = house().ask(query::ReadingAt{{1}, reading.taken_at}).value();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->total, reading.total);
  }
  EXPECT_FALSE(house().ask(query::ReadingAt{{1}, {1}}).value().has_value());
}

TEST_F(History, LeavesARowThatComesLateForAPackedDay) {
  story.tell(kLife);
  compact("2026-11-30T16:00:00Z");
  auto const before = told(readings());
  house().sql(
      "INSERT INTO reading (taken_at, meter, verdict, total_wh, raw) "
      "SELECT last_at + 1, meter, 0, last_wh, 'late' FROM energy_day ORDER BY day LIMIT 1");
  EXPECT_EQ(compact("2026-11-30T16:00:00Z"), 0U);
  EXPECT_EQ(readings().size(), before.size() + 1);
  EXPECT_THAT(story.findings(), IsEmpty());
}

TEST_F(History, RefusesToLoseAReadingThatIsNotPacked) {
  story.tell(kLife);
  auto const refuses = [&](std::string const& sql) {
    try {
      house().sql(sql);
      return false;
    } catch (std::exception const&) {
      return true;
    }
  };
  EXPECT_TRUE(refuses("DELETE FROM reading"));
  compact("2026-11-30T16:00:00Z");
  EXPECT_TRUE(refuses("DELETE FROM reading WHERE verdict <> 0"));
  EXPECT_TRUE(refuses("DELETE FROM reading WHERE taken_at IN (SELECT to_at FROM charge)"));
  EXPECT_TRUE(
      refuses("DELETE FROM reading WHERE verdict = 0 AND taken_at > (SELECT min(first_at) "
              "FROM reading_pack)"));
  EXPECT_TRUE(refuses("DELETE FROM energy_day"));
  EXPECT_TRUE(refuses("UPDATE reading_pack SET readings = x'01'"));
}

TEST_F(History, ForgetsReadingsAndKeepsTheEnergyOfTheirHours) {
  story.tell(kLife);
  auto const hours = curve();
  compact("2026-11-30T16:00:00Z");
  EXPECT_EQ(forget("2026-11-29T16:00:00Z"), 1U);
  EXPECT_GT(packed(), 0);
  EXPECT_EQ(forget("2026-12-30T16:00:00Z"), 1U);
  EXPECT_EQ(packed(), 0);
  EXPECT_EQ(forget("2026-12-30T16:00:00Z"), 0U);
  EXPECT_EQ(curve(), hours);
  EXPECT_THAT(story.findings(), IsEmpty());
}

TEST_F(History, KeepsWhatIsBehindARatiosBeginningAndSaysSo) {
  story.tell(kLife);
  compact("2026-11-30T16:00:00Z");
  auto const times = packed_times();
  command::ChangeRatio const order{.meter = {1},
                                   .since = std::ranges::min(times),
                                   .ratio = 2,
                                   .total = std::nullopt,
                                   .note = "another transformer",
                                   .actor = "chief",
                                   .at = at("2026-12-01T00:00:00Z")};
  EXPECT_EQ(house().submit(order).value().verdict, command::ChangeRatio::Verdict::changed);
  auto const before = packed();
  EXPECT_EQ(forget("2026-12-30T16:00:00Z"), 0U);
  EXPECT_EQ(packed(), before);
}

TEST_F(History, ForgetsNoMoreThanAMonthAtOnce) {
  story.tell(kLife);
  story.tell(R"(
    at  2027-01-10T02:00:00Z
    use hu 5000 after 0
    use hu 100 after 15
    use hu 100 after 15
    use hu 100 after 15
  )");
  compact("2028-01-01T00:00:00Z");
  EXPECT_EQ(forget("2099-01-01T00:00:00Z"), 1U);
  EXPECT_GT(packed(), 0);
  EXPECT_EQ(forget("2099-01-01T00:00:00Z"), 1U);
  EXPECT_EQ(packed(), 0);
}

TEST_F(History, KnowsADayOfWhichOnlyAPersonAcceptedAReading) {
  story.tell(kLife);
  story.tell(R"(
    at     2026-12-02T02:00:00Z
    read   hu 300000 after 0   -> quarantined jumped
    decide hu accept           -> decided
    at     2026-12-03T02:00:00Z
    use    hu 100 after 15
    use    hu 100 after 15
  )");
  EXPECT_EQ(compact("2026-12-03T16:00:00Z"), 6U);
  EXPECT_EQ(house().number("SELECT packed FROM energy_day WHERE used_wh > 200000"), 0);
  EXPECT_THAT(story.findings(), IsEmpty());
}

TEST_F(History, StepsOverTheMeterWhosePackCannotBeRead) {
  story.tell(kLife);
  story.tell("open li credit 1000\nuse li 100 after 15\nuse li 100 after 15\nuse li 9 after 15");
  story.tell("at 2026-12-01T20:00:00Z\nuse li 100 after 15\nuse li 100 after 15");
  compact("2026-11-29T16:00:00Z");
  damage("UPDATE reading_pack SET readings = x'01' WHERE meter = 1");
  auto const before = rows();
  auto const outcome = house()
                           .submit(CompactReadings{.project = house().project,
                                                   .before = at("2026-12-03T00:00:00Z"),
                                                   .after = {0},
                                                   .days_at_most = 10})
                           .value();
  ASSERT_EQ(outcome.damaged.size(), 1U);
  EXPECT_EQ(outcome.damaged.front().meter, MeterId{1});
  EXPECT_EQ(outcome.damaged.front().day, at("2026-11-29T16:00:00Z"));
  EXPECT_EQ(outcome.damaged.front().fault.code, FaultCode::bad_value);
  EXPECT_EQ(outcome.days, 2U);
  EXPECT_FALSE(outcome.more);
  EXPECT_EQ(outcome.last, MeterId{2});
  EXPECT_LT(rows(), before);
}

TEST_F(History, ForgetsAroundAPackWhoseDayIsNotKnown) {
  story.tell(kLife);
  compact("2026-12-01T16:00:00Z");
  damage("DELETE FROM energy_day WHERE day = (SELECT min(day) FROM energy_day)");
  auto const packs = house().number("SELECT count(*) FROM reading_pack");
  EXPECT_EQ(forget("2026-12-30T16:00:00Z"), 1U);
  EXPECT_EQ(house().number("SELECT count(*) FROM reading_pack"), packs - 3);
  EXPECT_EQ(forget("2026-12-30T16:00:00Z"), 0U);
}

TEST_F(History, WritesDownTheEnergyOfEachDay) {
  story.tell(kLife);
  compact("2026-12-01T16:00:00Z");
  // The energy before the new baseline is nobody's; a day's energy begins where the last one ended.
  EXPECT_EQ(house().texts("SELECT used_wh || '' FROM energy_day ORDER BY day"),
            (std::vector<std::string>{"790", "1140", "6740", "180"}));
}

}  // namespace
}  // namespace e2ms::test
