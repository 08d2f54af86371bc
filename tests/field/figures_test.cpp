#include <gmock/gmock.h>

#include "e2ms/query/gateway_page.hpp"
#include "fleet_bench.hpp"

namespace e2ms::field {
namespace {

using Kind = store::Announcement::Kind;

class FiguresTest : public FleetTest {
 protected:
  query::Gateways::Line line_now() {
    auto const answer = site.ask(query::Gateways{.project = site.project, .at_most = 10});
    return answer.lines.at(0);
  }
  std::ptrdiff_t times_told() {
    return std::count(site.heard.begin(), site.heard.end(),
                      store::Announcement{Kind::line_figures, line.value});
  }
};

TEST_F(FiguresTest, AreWrittenOnceAMinute) {
  open_gateway(2);
  site.clock.pass(minutes(10));
  auto const now = line_now();
  ASSERT_TRUE(now.figures_at.has_value());
  EXPECT_GT(now.asked.value(), 15);
  EXPECT_EQ(now.answered, now.asked);
  EXPECT_EQ(now.round_trip, milliseconds(100));
  EXPECT_EQ(now.meters_silent, 0);
  EXPECT_LE(site.clock.now() - now.heard_at.value(), minutes(2));
  EXPECT_GE(now.next_poll.value(), now.figures_at.value());
  EXPECT_LE(times_told(), 10);
  EXPECT_GE(times_told(), 9);
}

TEST_F(FiguresTest, ShowAMeterThatFellSilent) {
  open_gateway(2);
  site.clock.pass(minutes(5));
  site.bus.meters[2].silent = true;
  site.clock.pass(minutes(10));
  auto const now = line_now();
  EXPECT_EQ(now.meters_silent, 1);
  EXPECT_GT(now.silent.value(), 0);
  EXPECT_LT(now.answered.value(), now.asked.value());
  EXPECT_EQ(now.answered.value() + now.silent.value() + now.refused.value(), now.asked.value());
}

TEST_F(FiguresTest, OfALineThatCannotBeReachedAreWrittenOnceAndKnowNoNextPoll) {
  site.reachable = false;
  open_gateway(1);
  site.clock.pass(minutes(30));
  EXPECT_EQ(times_told(), 1) << "nothing has changed since";
  EXPECT_EQ(line_now().asked, 0);
  EXPECT_EQ(line_now().next_poll, std::nullopt);
}

TEST_F(FiguresTest, OfManyLinesDoNotComeInOnePulse) {
  site.reachable = false;
  std::vector<LineId> lines;
  for (int i = 0; i < 120; ++i)
    lines.push_back(site.add_line(LineMode::dial_out, "gateway " + std::to_string(i)));
  site.load();
  site.heard.clear();
  for (int second = 0; second < 60; ++second) {
    auto const before = site.heard.size();
    site.clock.pass(seconds(1));
    auto const told = std::count_if(
        site.heard.begin() + static_cast<std::ptrdiff_t>(before), site.heard.end(),
        [](store::Announcement const& one) { return one.kind == Kind::line_figures; });
    EXPECT_LE(told, 2);
  }
}

}  // namespace
}  // namespace e2ms::field
