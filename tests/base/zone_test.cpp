#include "e2ms/base/zone.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace e2ms {
namespace {

Zone zone(std::string_view name) {
  auto found = Zone::named(name);
  EXPECT_TRUE(found.has_value()) << name;
  return *found;
}

Instant utc(std::string_view text) {
  auto const at = from_iso(text);
  EXPECT_TRUE(at.has_value()) << text;
  return *at;
}

TEST(Zones, UnknownNamesAreRefused) {
  for (char const* name : {"", "Asia/Nowhere", "CST8", "../etc/passwd", "Asia/Shanghai "})
    EXPECT_FALSE(Zone::named(name).has_value()) << name;
}

TEST(Zones, ShanghaiIsEightHoursAhead) {
  auto const shanghai = zone("Asia/Shanghai");
  EXPECT_EQ(shanghai.name(), "Asia/Shanghai");
  EXPECT_EQ(to_text(shanghai.local(utc("2026-11-22T16:00:00Z"))), "2026-11-23T00:00:00");
  EXPECT_EQ(to_text(shanghai.date(utc("2026-11-22T15:59:59.999Z"))), "2026-11-22");
  EXPECT_EQ(to_iso(shanghai.start_of_day({2026, 11, 23})), "2026-11-22T16:00:00.000Z");
  EXPECT_EQ(to_iso(shanghai.start_of_month_at(utc("2026-11-30T15:59:59.999Z"))),
            "2026-10-31T16:00:00.000Z");
  EXPECT_EQ(to_iso(shanghai.start_of_next_month_at(utc("2026-12-31T15:59:59.999Z"))),
            "2026-12-31T16:00:00.000Z");
  EXPECT_EQ(to_iso(shanghai.start_of_next_month_at(utc("2026-12-31T16:00:00Z"))),
            "2027-01-31T16:00:00.000Z");
}

TEST(Zones, BeforeTheEpochDaysStillBeginAtMidnight) {
  auto const shanghai = zone("Asia/Shanghai");
  EXPECT_EQ(to_text(shanghai.local({-1})), "1970-01-01T07:59:59");
  EXPECT_EQ(to_iso(shanghai.start_of_day_at({-1})), "1969-12-31T16:00:00.000Z");
}

TEST(Zones, ASkippedHourIsTheEndOfItsGap) {
  auto const berlin = zone("Europe/Berlin");
  LocalTime const skipped{{2026, 3, 29}, 2, 30, 0};
  EXPECT_EQ(to_iso(berlin.instant(skipped)), "2026-03-29T01:00:00.000Z");
  EXPECT_EQ(to_text(berlin.local(berlin.instant(skipped))), "2026-03-29T03:00:00");
  EXPECT_EQ(to_iso(berlin.start_of_next_day_at(utc("2026-03-28T23:00:00Z"))),
            "2026-03-29T22:00:00.000Z");  // a day of 23 hours
}

TEST(Zones, ARepeatedHourIsItsFirstTime) {
  auto const berlin = zone("Europe/Berlin");
  LocalTime const twice{{2026, 10, 25}, 2, 30, 0};
  EXPECT_EQ(to_iso(berlin.instant(twice)), "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(berlin.local(utc("2026-10-25T00:30:00Z")), twice);
  EXPECT_EQ(berlin.local(utc("2026-10-25T01:30:00Z")), twice);
  EXPECT_EQ(to_iso(berlin.start_of_next_day_at(utc("2026-10-24T22:00:00Z"))),
            "2026-10-25T23:00:00.000Z");  // a day of 25 hours
}

TEST(Zones, ADayWhoseMidnightIsSkippedBeginsAtOne) {
  auto const sao_paulo = zone("America/Sao_Paulo");
  auto const start = sao_paulo.start_of_day({2018, 11, 4});
  EXPECT_EQ(to_iso(start), "2018-11-04T03:00:00.000Z");
  EXPECT_EQ(to_text(sao_paulo.local(start)), "2018-11-04T01:00:00");
  EXPECT_EQ(to_text(sao_paulo.date({start.ms - 1})), "2018-11-03");
  EXPECT_EQ(sao_paulo.start_of_next_day_at({start.ms - 1}), start);
  EXPECT_EQ(sao_paulo.start_of_day_at(start), start);
}

TEST(Zones, ADayWhoseMidnightOccursTwiceBeginsAtTheFirst) {
  auto const havana = zone("America/Havana");
  auto const start = havana.start_of_day({2018, 11, 4});
  EXPECT_EQ(to_iso(start), "2018-11-04T04:00:00.000Z");
  EXPECT_EQ(havana.start_of_day_at(start + minutes(90)), start);
}

TEST(Zones, AWholeSkippedDayDoesNotStopTheCalendar) {
  auto const apia = zone("Pacific/Apia");
  auto const last = utc("2011-12-30T09:59:59.999Z");
  EXPECT_EQ(to_text(apia.date(last)), "2011-12-29");
  auto const next = apia.start_of_next_day_at(last);
  EXPECT_EQ(next, (Instant{last.ms + 1}));
  EXPECT_EQ(to_text(apia.date(next)), "2011-12-31");
}

Instant some_instant() {
  return {*rc::gen::inRange<std::int64_t>(0, 4'102'444'800'000)};  // to 2100
}

std::string some_zone() {
  return *rc::gen::element<std::string>("Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo",
                                        "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu",
                                        "Pacific/Apia", "UTC");
}

RC_GTEST_PROP(ZonesProperty, DaysAndMonthsEncloseTheirInstants, ()) {
  auto const place = zone(some_zone());
  auto const at = some_instant();
  auto const day = place.start_of_day_at(at), next = place.start_of_next_day_at(at);
  RC_ASSERT(day <= at);
  RC_ASSERT(at < next);
  RC_ASSERT(place.date({next.ms - 1}) == place.date(at));
  RC_ASSERT(place.date(next) > place.date(at));
  auto const month = place.start_of_month_at(at), later = place.start_of_next_month_at(at);
  RC_ASSERT(month <= day);
  RC_ASSERT(next <= later);
  RC_ASSERT(place.start_of_month_at({later.ms - 1}) == month);
}

RC_GTEST_PROP(ZonesProperty, WallClockAndInstantAgree, ()) {
  auto const place = zone(some_zone());
  Instant const at{some_instant().ms / 1000 * 1000};
  auto const again = place.instant(place.local(at));
  RC_ASSERT(place.local(again) == place.local(at));
  RC_ASSERT(again <= at);  // of two the earlier
}

}  // namespace
}  // namespace e2ms
