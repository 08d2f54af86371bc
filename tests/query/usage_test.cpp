#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2ms/query/money_page.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using testing::ElementsAre;

/// Whether each of the last days is complete, the oldest first.
std::vector<bool> complete_days(Story& story, std::string_view at) {
  query::Usage const question{.account = {1},
                              .opened_at = {0},
                              .at = from_iso(at).value(),
                              .zone = Zone::named("Asia/Shanghai").value(),
                              .days = 3};
  auto const usage = story.house().ask(question);
  std::vector<bool> complete;
  for (auto const& day : usage.value()) complete.push_back(day.complete);
  return complete;
}

TEST(Usage, OfADayIsCompleteWhenEveryMeterCoversIt) {
  // A day begins at 16:00 UTC in Shanghai.
  Story story;
  story.tell(R"(
    open hu meters 2 credit 100000
    at   2026-11-22T16:00:00Z
    read hu 0 after 0
    read hu/2 0 after 0
    at   2026-11-23T04:00:00Z
    use  hu/2 1000 after 0
    at   2026-11-23T16:01:00Z
    use  hu 1000 after 0
  )");
  EXPECT_THAT(complete_days(story, "2026-11-23T17:00:00Z"), ElementsAre(false, false, false));
  story.tell("use hu/2 1000 after 1");
  EXPECT_THAT(complete_days(story, "2026-11-23T17:00:00Z"), ElementsAre(false, true, false));
}

/// The energy of each of the last three days in Wh, the oldest first, and how it is known.
std::vector<std::pair<std::int64_t, query::BoundSource>> days(Story& story, std::string_view at) {
  query::Usage const question{.account = {1},
                              .opened_at = {0},
                              .at = from_iso(at).value(),
                              .zone = Zone::named("Asia/Shanghai").value(),
                              .days = 3};
  std::vector<std::pair<std::int64_t, query::BoundSource>> found;
  auto const usage = story.house().ask(question);
  for (auto const& day : *usage) found.emplace_back(day.energy.wh(), day.source);
  return found;
}

TEST(Usage, OfDaysWithoutReadingsIsSharedByTimeUnlessTheMeterNotedTheMidnights) {
  using enum query::BoundSource;
  Story story;
  story.tell(R"(
    open hu credit 100000
    at   2026-11-22T16:00:00Z
    read hu 0 after 0
    at   2026-11-25T04:00:00Z
    use  hu 6000 after 0
  )");
  auto const now = "2026-11-25T04:00:00Z";
  EXPECT_THAT(days(story, now), ElementsAre(std::pair{2400, catch_up}, std::pair{2400, catch_up},
                                            std::pair{1200, catch_up}));
  auto const note = [&](std::string_view at, int wh) {
    story.house().sql("INSERT INTO freeze (meter, at, verdict, read_at, total_wh) VALUES (1, " +
                      std::to_string(from_iso(at)->ms) + ", 0, 0, " + std::to_string(wh) + ")");
  };
  note("2026-11-23T16:00:00Z", 1000);
  EXPECT_THAT(days(story, now), ElementsAre(std::pair{1000, freeze}, std::pair{3333, catch_up},
                                            std::pair{1667, catch_up}));
  note("2026-11-24T16:00:00Z", 5000);
  EXPECT_THAT(days(story, now), ElementsAre(std::pair{1000, freeze}, std::pair{4000, freeze},
                                            std::pair{1000, freeze}));
}

}  // namespace
}  // namespace e2ms::test
