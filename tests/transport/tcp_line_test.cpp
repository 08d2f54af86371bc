#include "e2ms/transport/tcp_line.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "wire.hpp"

namespace e2ms::transport {
namespace {

/// A call that runs beside the test and leaves its result.
struct Call {
  std::optional<Result<void>> result;
  Bytes bytes;
  std::exception_ptr thrown;
  boost::asio::cancellation_signal cancel;

  std::string text() const { return std::string(text_of(bytes)); }
  bool done() const { return result.has_value() || thrown; }
  bool failed_with(FaultCode code) const {
    return result && !*result && result->fault().code == code;
  }
};

boost::asio::awaitable<void> read_once(TcpLine& line, Duration within, Call& call) {
  auto const result = co_await line.read(call.bytes, within);
  call.result = result;
}

boost::asio::awaitable<void> read_until(TcpLine& line, std::size_t length, Call& call) {
  while (call.bytes.size() < length) {
    auto const result = co_await line.read(call.bytes, seconds(3));
    call.result = result;
    if (!result) co_return;
  }
}

boost::asio::awaitable<void> write_once(TcpLine& line, ByteView bytes, Duration within,
                                        Call& call) {
  auto const result = co_await line.write(bytes, within);
  call.result = result;
}

class TcpLineTest : public testing::Test {
 protected:
  void connect(LineOptions options = {}) {
    auto ends = wire.connect(std::move(options));
    ours = std::move(ends.ours);
    theirs = std::move(ends.theirs);
  }
  void start(boost::asio::awaitable<void> work, Call& call) {
    boost::asio::co_spawn(
        wire.loop, std::move(work),
        boost::asio::bind_cancellation_slot(
            call.cancel.slot(), [&call](std::exception_ptr thrown) { call.thrown = thrown; }));
    wire.clock.settle();
  }
  bool finished(Call const& call) {
    return wire.until([&] { return call.done(); });
  }
  bool reads(std::string_view expected) {
    Call call;
    start(read_until(*ours, expected.size(), call), call);
    return wire.until([&] { return call.bytes.size() >= expected.size(); }) &&
           call.text() == expected;
  }
  void write(std::string_view text) {
    Call call;
    auto const bytes = bytes_of(text);
    start(write_once(*ours, bytes, seconds(1), call), call);
    EXPECT_TRUE(finished(call) && call.result->has_value());
  }

  Wire wire;
  tcp::socket theirs{wire.loop};
  std::unique_ptr<TcpLine> ours;
};

TEST_F(TcpLineTest, DeliversWhatArrivesWhileSomebodyWaits) {
  connect();
  Call call;
  start(read_once(*ours, seconds(3), call), call);
  EXPECT_FALSE(call.done());
  send(theirs, "frame");
  ASSERT_TRUE(finished(call));
  EXPECT_EQ(call.text(), "frame");
}

TEST_F(TcpLineTest, KeepsWhatArrivesBeforeSomebodyAsks) {
  connect();
  send(theirs, "early");
  EXPECT_TRUE(reads("early"));
}

TEST_F(TcpLineTest, SaysTimeoutAtTheDeadlineAndNotBefore) {
  connect();
  Call call;
  start(read_once(*ours, seconds(3), call), call);
  wire.clock.pass(milliseconds(2999));
  EXPECT_FALSE(call.done());
  wire.clock.pass(milliseconds(51));
  EXPECT_TRUE(call.failed_with(FaultCode::timeout));
  EXPECT_TRUE(ours->is_open());
}

TEST_F(TcpLineTest, AnswersAtOnceWhenNoTimeIsGiven) {
  connect();
  Call call;
  start(read_once(*ours, milliseconds(0), call), call);
  EXPECT_TRUE(call.failed_with(FaultCode::timeout));
}

TEST_F(TcpLineTest, IsUsableAfterATimeout) {
  connect();
  Call late;
  start(read_once(*ours, seconds(1), late), late);
  wire.clock.pass(seconds(2));
  ASSERT_TRUE(late.failed_with(FaultCode::timeout));
  send(theirs, "late");
  EXPECT_TRUE(reads("late"));
}

TEST_F(TcpLineTest, WritesMoreThanTheSocketHolds) {
  connect();
  Bytes const much(8'000'000, 0x55);
  Call call;
  start(write_once(*ours, much, seconds(60), call), call);
  theirs.non_blocking(true);
  std::size_t received = 0;
  Bytes room(65536);
  auto const drained = [&] {
    boost::system::error_code failure;
    received += theirs.read_some(boost::asio::buffer(room), failure);
    return call.done() && received == much.size();
  };
  EXPECT_TRUE(wire.until(drained));
  EXPECT_TRUE(call.result->has_value());
}

TEST_F(TcpLineTest, GivesUpWritingToAPeerThatDoesNotRead) {
  connect();
  Bytes const much(64'000'000, 0x55);
  Call call;
  start(write_once(*ours, much, seconds(2), call), call);
  EXPECT_FALSE(call.done());
  wire.clock.pass(seconds(3));
  EXPECT_TRUE(call.failed_with(FaultCode::timeout));
}

TEST_F(TcpLineTest, KnowsOfAHalfClosedConnectionWithoutBeingAsked) {
  connect();
  int downs = 0;
  int also = 0;
  ours->when_down([&] { ++downs; });
  ours->when_down([&] { ++also; });
  theirs.shutdown(tcp::socket::shutdown_send);
  ASSERT_TRUE(wire.until([&] { return downs > 0; }));
  EXPECT_FALSE(ours->is_open());
  ours->close();
  wire.clock.settle();
  EXPECT_EQ(downs, 1);
  EXPECT_EQ(also, 1);
}

TEST_F(TcpLineTest, DeliversTheLastBytesBeforeItSaysLineDown) {
  connect();
  send(theirs, "bye");
  theirs.close();
  ASSERT_TRUE(wire.until([&] { return !ours->is_open(); }));
  EXPECT_TRUE(reads("bye"));
  Call call;
  start(read_once(*ours, seconds(1), call), call);
  EXPECT_TRUE(call.failed_with(FaultCode::line_down));
}

TEST_F(TcpLineTest, CloseEndsAWaitingReadAndEverythingAfterwards) {
  connect();
  Call waiting;
  start(read_once(*ours, seconds(3), waiting), waiting);
  ours->close();
  ours->close();
  wire.clock.settle();
  EXPECT_TRUE(waiting.failed_with(FaultCode::line_down));
  Call after;
  auto const request = bytes_of("x");
  start(write_once(*ours, request, seconds(1), after), after);
  EXPECT_TRUE(after.failed_with(FaultCode::line_down));
}

TEST_F(TcpLineTest, MayBeDestroyedUnderAWaitingRead) {
  connect();
  Call waiting;
  start(read_once(*ours, seconds(3), waiting), waiting);
  ours.reset();
  wire.clock.settle();
  EXPECT_TRUE(waiting.failed_with(FaultCode::line_down));
}

TEST_F(TcpLineTest, ACancelledReadThrowsAndLeavesTheLineUsable) {
  connect();
  Call cancelled;
  start(read_once(*ours, seconds(3), cancelled), cancelled);
  cancelled.cancel.emit(boost::asio::cancellation_type::terminal);
  ASSERT_TRUE(finished(cancelled));
  EXPECT_THROW(std::rethrow_exception(cancelled.thrown), boost::system::system_error);
  send(theirs, "still here");
  EXPECT_TRUE(reads("still here"));
}

TEST_F(TcpLineTest, TakesHeartbeatsOutBetweenFrames) {
  connect({.noise = {bytes_of("ping")}, .silent_limit = {}});
  send(theirs, "pingpi");
  write("first request");
  send(theirs, "ngone");
  EXPECT_TRUE(reads("one"));
  write("second request");
  send(theirs, "pingtwoping");
  EXPECT_TRUE(reads("twoping"));
}

TEST_F(TcpLineTest, AFloodCostsBytesButNoMemory) {
  connect();
  std::string const flood(1'000'000, 'x');
  theirs.non_blocking(true);
  std::size_t sent = 0;
  ASSERT_TRUE(wire.until([&] {
    boost::system::error_code failure;
    auto const rest = boost::asio::buffer(flood.data() + sent, flood.size() - sent);
    sent += theirs.write_some(rest, failure);
    return sent == flood.size();
  }));
  theirs.close();
  ASSERT_TRUE(wire.until([&] { return !ours->is_open(); }));
  Call call;
  start(read_once(*ours, milliseconds(0), call), call);
  EXPECT_LE(call.bytes.size(), 4096u);
}

TEST_F(TcpLineTest, DropsAPeerThatOwesAHeartbeatAndIsSilent) {
  connect({.noise = {bytes_of("ping")}, .silent_limit = seconds(90)});
  wire.clock.pass(seconds(89));
  EXPECT_TRUE(ours->is_open());
  wire.clock.pass(seconds(92));
  EXPECT_FALSE(ours->is_open());
}

TEST_F(TcpLineTest, AHeartbeatKeepsTheConnection) {
  connect({.noise = {bytes_of("ping")}, .silent_limit = seconds(90)});
  for (int round = 0; round < 5; ++round) {
    send(theirs, "ping!");
    ASSERT_TRUE(reads(round == 0 ? "!" : "ping!"));
    wire.clock.pass(seconds(60));
  }
  EXPECT_TRUE(ours->is_open());
}

}  // namespace
}  // namespace e2ms::transport
