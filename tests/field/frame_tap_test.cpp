#include "frame_tap.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "e2ms/protocol/dlt645.hpp"

namespace e2ms::field {
namespace {

namespace dlt645 = protocol::dlt645;

constexpr Instant kAt{1000};
Bytes const kPassword{0x54, 0x76, 0x98};

Bytes relay_order() {
  dlt645::Access const access{.permission = 0x02, .password = {0x21, 0x43, 0x65}};
  return dlt645::relay_request(protocol::station_of("7").value(), access,
                               dlt645::RelayCommand::close, std::nullopt);
}

Bytes all_of(std::vector<LineFrame> const& frames) {
  Bytes all;
  for (auto const& frame : frames) all.insert(all.end(), frame.bytes.begin(), frame.bytes.end());
  return all;
}

bool tells(Bytes const& bytes) {
  return std::search(bytes.begin(), bytes.end(), kPassword.begin(), kPassword.end()) != bytes.end();
}

TEST(FrameTap, ClosedKeepsNothing) {
  FrameTap tap;
  tap.sent(bytes_of("ask"), kAt);
  EXPECT_TRUE(tap.take().empty());
}

TEST(FrameTap, KeepsThePiecesAsTheyCame) {
  FrameTap tap;
  tap.open();
  tap.sent(bytes_of("ask"), kAt);
  tap.arrived(bytes_of("ye"), kAt + milliseconds(90));
  tap.arrived(bytes_of("s."), kAt + milliseconds(95));
  tap.arrived({}, kAt + milliseconds(99));
  auto const frames = tap.take();
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames[0].direction, FrameDirection::sent);
  EXPECT_EQ(frames[1].direction, FrameDirection::arrived);
  EXPECT_EQ(text_of(frames[2].bytes), "s.");
  EXPECT_EQ(frames[2].at, kAt + milliseconds(95));
  EXPECT_FALSE(frames[0].hidden);
  EXPECT_TRUE(tap.take().empty());
}

TEST(FrameTap, NoPasswordLeavesIt) {
  auto const order = relay_order();
  ASSERT_TRUE(tells(order));
  FrameTap tap;
  tap.open();
  tap.sent(order, kAt);
  auto const frames = tap.take();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_TRUE(frames[0].hidden);
  EXPECT_FALSE(tells(frames[0].bytes));
}

/// A bus that repeats what is sent hands it back in pieces, and we write down in between.
TEST(FrameTap, NoPasswordLeavesItInAnEchoThatComesInPieces) {
  auto const order = relay_order();
  for (std::size_t cut = 1; cut < order.size(); ++cut) {
    FrameTap tap;
    tap.open();
    ByteView const whole(order);
    tap.arrived(whole.first(cut), kAt);
    auto told = all_of(tap.take());
    tap.sent(bytes_of("something else"), kAt);
    tap.arrived(whole.subspan(cut), kAt);
    for (auto const& frame : tap.take())
      if (frame.direction == FrameDirection::arrived)
        told.insert(told.end(), frame.bytes.begin(), frame.bytes.end());
    EXPECT_FALSE(tells(told)) << cut;
    EXPECT_EQ(told.size(), order.size());
  }
}

TEST(FrameTap, CountsWhatNobodyTook) {
  FrameTap tap;
  tap.open();
  for (std::size_t i = 0; i < FrameTap::kMostWaiting + 3; ++i) tap.sent(bytes_of("ask"), kAt);
  EXPECT_EQ(tap.lost(), 3);
  EXPECT_EQ(tap.take().size(), FrameTap::kMostWaiting);
}

TEST(FrameTap, HoldsNoMoreThanItsBytes) {
  FrameTap tap;
  tap.open();
  Bytes const large(FrameTap::kMostWaitingBytes / 4, 0x68);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5; ++i) tap.arrived(large, kAt);
    tap.sent(bytes_of("ask"), kAt);
    EXPECT_EQ(tap.lost(), 2 * (round + 1));
    EXPECT_EQ(tap.take().size(), 4U);
  }
}

}  // namespace
}  // namespace e2ms::field
