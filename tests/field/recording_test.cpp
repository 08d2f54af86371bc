#include <gmock/gmock.h>

#include "e2ms/command/record_frames.hpp"
#include "e2ms/query/frame_log.hpp"
#include "fleet_bench.hpp"
#include "recorder.hpp"

namespace e2ms::field {
namespace {

using command::RecordFrames;
using command::StopRecording;

class RecordingTest : public FleetTest {
 protected:
  void record(Duration lasting = minutes(10)) {
    site.submit(RecordFrames{site.project, line, lasting, "manager", site.clock.now()});
  }
  void stop_recording() {
    site.submit(StopRecording{site.project, line, "manager", site.clock.now()});
  }
  std::vector<query::FrameLog::Row> rows() {
    return site.ask(query::FrameLog{line, FrameId{0}, 100'000}).rows;
  }
};

TEST_F(RecordingTest, NothingIsKeptUnlessSomebodyWants) {
  open_gateway(2);
  site.clock.pass(minutes(5));
  EXPECT_TRUE(rows().empty());
}

TEST_F(RecordingTest, KeepsQuestionsAndAnswersWithinABeat) {
  open_gateway(1);
  site.clock.pass(minutes(2));
  record();
  auto const asked = readings(1);
  ASSERT_TRUE(site.clock.pass_until([&] { return readings(1) > asked; }, minutes(2)));
  site.clock.pass(milliseconds(100) + Recorder::kBeat + milliseconds(1));
  auto const kept = rows();
  // A reading of this meter is two questions.
  ASSERT_EQ(kept.size(), 4U);
  for (std::size_t i = 0; i < kept.size(); i += 2) {
    EXPECT_EQ(kept[i].direction, FrameDirection::sent);
    EXPECT_EQ(kept[i + 1].direction, FrameDirection::arrived);
    EXPECT_EQ(kept[i + 1].at - kept[i].at, milliseconds(100));
  }
  EXPECT_EQ(from_hex(kept[2].bytes).value(), site.bus.end->written().back().bytes);
  EXPECT_TRUE(kept[1].bytes.starts_with("0103"));
}

TEST_F(RecordingTest, EndsWhenSomebodyWantsAndByItself) {
  open_gateway(1);
  site.clock.pass(minutes(2));
  record(minutes(3));
  site.clock.pass(minutes(10));
  auto const kept = rows().size();
  EXPECT_GE(kept, 8U);
  EXPECT_LE(kept, 16U);
  record(hours(1));
  site.clock.pass(minutes(2));
  EXPECT_GT(rows().size(), kept);
  stop_recording();
  site.clock.pass(seconds(1));
  auto const in_all = rows().size();
  site.clock.pass(minutes(10));
  EXPECT_EQ(rows().size(), in_all);
}

TEST_F(RecordingTest, GoesOnAfterARestart) {
  open_gateway(1);
  record(minutes(30));
  site.clock.pass(minutes(3));
  ASSERT_TRUE(site.stop());
  auto const before = rows().size();
  site.load();
  site.clock.pass(minutes(3));
  EXPECT_GT(rows().size(), before);
}

TEST_F(RecordingTest, GoesOnWithTheNextKeeperOfTheLine) {
  open_gateway(1);
  record(minutes(30));
  site.clock.pass(minutes(3));
  auto const before = rows().size();
  site.add_meter(line, 9);
  site.clock.pass(minutes(3));
  EXPECT_GT(rows().size(), before);
}

TEST_F(RecordingTest, KeepsTheNewestOfALine) {
  open_gateway(1);
  auto const frame = [this] {
    return LineFrame{site.clock.now(), FrameDirection::sent, bytes_of("ask"), false};
  };
  site.submit(command::KeepFrames{line, {frame(), frame(), frame()}, 5});
  site.submit(command::KeepFrames{line, {frame(), frame(), frame(), frame()}, 5});
  auto const kept = rows();
  ASSERT_EQ(kept.size(), 5U);
  EXPECT_EQ(kept.front().id, FrameId{3});
  auto const latest = site.ask(query::FrameLog{line, std::nullopt, 2});
  ASSERT_EQ(latest.rows.size(), 2U);
  EXPECT_EQ(latest.rows.back().id, FrameId{7});
  EXPECT_EQ(latest.before.size(), 3U);
}

TEST_F(RecordingTest, OldOnesAreForgotten) {
  open_gateway(1);
  auto const old = site.clock.now();
  LineFrame const frame{old, FrameDirection::sent, bytes_of("ask"), false};
  LineFrame const later{old + hours(1), FrameDirection::sent, bytes_of("ask"), false};
  site.submit(command::KeepFrames{line, {frame, frame, later}, 100});
  EXPECT_EQ(site.submit(command::DropFrames{old + minutes(1), 1}).dropped, 1);
  EXPECT_EQ(site.submit(command::DropFrames{old + minutes(1), 10}).dropped, 1);
  EXPECT_EQ(rows().size(), 1U);
}

TEST_F(RecordingTest, OfAnotherProjectsLineIsRefused) {
  open_gateway(1);
  RecordFrames const order{ProjectId{77}, line, minutes(1), "manager", site.clock.now()};
  EXPECT_EQ(site.submit(order).verdict, command::RecordingVerdict::unknown_line);
  StopRecording const end{ProjectId{77}, line, "manager", site.clock.now()};
  EXPECT_EQ(site.submit(end).verdict, command::RecordingVerdict::unknown_line);
}

}  // namespace
}  // namespace e2ms::field
