#include "e2ms/transport/dial_out.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "wire.hpp"

namespace e2ms::transport {
namespace {

class DialOutTest : public testing::Test {
 protected:
  void dial(Target target, Duration within) {
    boost::asio::co_spawn(wire.loop, attempt(std::move(target), within),
                          boost::asio::bind_cancellation_slot(
                              cancel.slot(), [this](std::exception_ptr why) { thrown = why; }));
  }
  boost::asio::awaitable<void> attempt(Target target, Duration within) {
    LineOptions const options;
    auto result = co_await out.dial(target, within, options);
    outcome = std::move(result);
  }
  bool finished() {
    return wire.until([this] { return outcome.has_value() || thrown; });
  }

  /// Nobody accepts and the backlog is full, so the handshake hangs.
  std::uint16_t deaf_port() {
    deaf.open(tcp::v4());
    deaf.bind(tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    deaf.listen(0);
    for (int i = 0; i < 4; ++i) {
      auto& socket = taken.emplace_back(wire.loop);
      socket.async_connect(deaf.local_endpoint(), [](boost::system::error_code) {});
      wire.clock.settle();
    }
    return deaf.local_endpoint().port();
  }

  Wire wire;
  tcp::acceptor deaf{wire.loop};
  std::vector<tcp::socket> taken;
  DialOut out{wire.loop.get_executor(), wire.deadlines};
  tcp::acceptor gateway{wire.loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  std::uint16_t port = gateway.local_endpoint().port();
  boost::asio::cancellation_signal cancel;
  std::optional<Result<std::unique_ptr<TcpLine>>> outcome;
  std::exception_ptr thrown;
};

TEST_F(DialOutTest, ConnectsToANumericAddress) {
  dial({"127.0.0.1", port}, seconds(5));
  ASSERT_TRUE(finished());
  ASSERT_TRUE(outcome->has_value());
  EXPECT_TRUE((**outcome)->is_open());
  EXPECT_EQ((**outcome)->peer(), "127.0.0.1:" + std::to_string(port));
}

TEST_F(DialOutTest, ResolvesAName) {
  dial({"localhost", port}, seconds(5));
  ASSERT_TRUE(finished());
  EXPECT_TRUE(outcome->has_value());
}

TEST_F(DialOutTest, SaysNetworkWhenNobodyListens) {
  gateway.close();
  dial({"127.0.0.1", port}, seconds(5));
  ASSERT_TRUE(finished());
  ASSERT_FALSE(outcome->has_value());
  EXPECT_EQ(outcome->fault().code, FaultCode::network);
}

TEST_F(DialOutTest, SaysTimeoutWhenTheGatewayDoesNotAnswer) {
  dial({"127.0.0.1", deaf_port()}, seconds(5));
  wire.clock.settle();
  wire.clock.pass(milliseconds(4900));
  ASSERT_FALSE(outcome.has_value());
  wire.clock.pass(milliseconds(200));
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->fault().code, FaultCode::timeout);
}

TEST_F(DialOutTest, EndsAtOnceWhenItIsCancelled) {
  dial({"127.0.0.1", deaf_port()}, seconds(5));
  wire.clock.settle();
  ASSERT_FALSE(thrown);
  cancel.emit(boost::asio::cancellation_type::terminal);
  wire.clock.settle();
  ASSERT_TRUE(thrown);
  EXPECT_THROW(std::rethrow_exception(thrown), boost::system::system_error);
  EXPECT_FALSE(outcome.has_value());
}

}  // namespace
}  // namespace e2ms::transport
