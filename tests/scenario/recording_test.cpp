#include <gmock/gmock.h>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

/// The line of a meter that is really spoken with.
class ALine : public testing::Test {
 protected:
  ALine() : world_(small_plan()) {
    world_.start();
    manager_.emplace(world_.manager());
    auto const room = World::room(*manager_, "D-1");
    meter_ = "/api/v1/meters/" + room.at("meter_id").dump();
    line_ = "/api/v1/lines/" + manager_->fetch(meter_).at("line").at("id").dump();
  }

  std::vector<json> frames() { return manager_->fetch(line_ + "/frames?limit=500").at("items"); }
  /// Of any piece, the frames that say so.
  std::size_t count(std::string const& what, bool reply) {
    std::size_t found = 0;
    for (auto const& piece : frames())
      for (auto const& frame : piece.at("frames"))
        if (frame.at("what") == what && frame.at("reply") == reply && frame.at("who") == kDlt)
          ++found;
    return found;
  }
  std::string last_read() { return manager_->fetch(meter_).at("last_reading").dump(); }
  bool is_read_again() {
    auto const before = last_read();
    return eventually([&] { return last_read() != before; });
  }

  World world_;
  std::optional<Client> manager_;
  std::string meter_;
  std::string line_;
};

TEST_F(ALine, IsRecordedWithItsFramesReadUntilSomebodyEndsIt) {
  ASSERT_TRUE(is_read_again());
  EXPECT_TRUE(frames().empty()) << "nobody asked for it";
  ASSERT_EQ(manager_->post(line_ + "/recording", {{"minutes", 5}}).status, 200);
  ASSERT_TRUE(eventually([&] { return count("read", false) > 0 && count("read", true) > 0; }));
  auto const text = manager_->get(line_ + "/frames.txt");
  EXPECT_EQ(text.status, 200);

  auto const ended = manager_->remove(line_ + "/recording");
  ASSERT_EQ(ended.status, 200);
  EXPECT_TRUE(ended.body.at("line").at("recording").is_null());
  ASSERT_TRUE(is_read_again());
  auto const last = frames().back().at("id");
  ASSERT_TRUE(is_read_again());
  ASSERT_TRUE(is_read_again());
  EXPECT_EQ(frames().back().at("id"), last);
}

TEST_F(ALine, HidesThePasswordOfARelayOrder) {
  ASSERT_EQ(manager_->post(line_ + "/recording", {{"minutes", 5}}).status, 200);
  json const off{{"wanted", "off"}, {"reason", "maintenance"}};
  ASSERT_EQ(manager_->post(meter_ + "/supply", off).status, 200);
  ASSERT_TRUE(eventually([&] { return count("relay", true) > 0; }));
  for (auto const& piece : frames())
    for (auto const& frame : piece.at("frames"))
      if (frame.at("what") == "relay" && frame.at("reply") == false) {
        EXPECT_EQ(frame.at("item"), "trip");
        EXPECT_EQ(frame.at("details").at("data").get<std::string>().substr(0, 16),
                  "0000000000000000");
      }
}

TEST_F(ALine, ShowsHowItDoes) {
  // Long enough for the first minute's figures on a machine that does much else.
  ASSERT_TRUE(eventually([&] {
    auto const line = manager_->fetch(line_).at("line");
    return line.at("connected") == true && !line.at("figures").is_null();
  }));
  EXPECT_EQ(manager_->fetch(line_).at("meters").at(0).at("address"), kDlt);
}

}  // namespace
}  // namespace e2ms::scenario
