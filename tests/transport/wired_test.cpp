#include <gtest/gtest.h>
#include <modbus.h>
#include <sys/resource.h>
#include <sys/select.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <thread>

#include "e2ms/protocol/crc.hpp"
#include "e2ms/transport/modbus_lines.hpp"
#include "e2ms/transport/serial_line.hpp"
#include "pty.hpp"
#include "wire.hpp"

namespace e2ms::transport {
namespace {

Bytes sealed(Bytes frame) {
  auto const crc = protocol::crc16(frame);
  frame.push_back(static_cast<Byte>(crc & 0xFFU));
  frame.push_back(static_cast<Byte>(crc >> 8U));
  return frame;
}

class Wired : public testing::Test {
 protected:
  SerialPort port() const { return {cable.device(), 9600, Parity::none, 8, 1}; }
  bool write(port::Line& line, Bytes const& bytes) {
    std::optional<bool> written;
    auto const work = [&]() -> boost::asio::awaitable<void> {
      auto const result = co_await line.write(bytes, seconds(1));
      written = result.has_value();
    };
    boost::asio::co_spawn(wire.loop, work, boost::asio::detached);
    wire.until([&] { return written.has_value(); });
    return written.value_or(false);
  }
  /// Begins to read; the outcome comes into `heard`.
  void listen(port::Line& line, Duration within) {
    heard.reset();
    auto const work = [this, &line, within]() -> boost::asio::awaitable<void> {
      Bytes bytes;
      auto const result = co_await line.read(bytes, within);
      heard = result ? Result<Bytes>(bytes) : Result<Bytes>(result.fault());
    };
    boost::asio::co_spawn(wire.loop, work, boost::asio::detached);
  }
  bool answered() {
    return wire.until([&] { return heard.has_value(); });
  }

  Wire wire;
  Cable cable;
  std::optional<Result<Bytes>> heard;
  int down = 0;
};

class WiredBytes : public Wired {
 protected:
  std::unique_ptr<SerialLine> open() {
    auto opened = SerialLine::open(wire.loop.get_executor(), wire.deadlines, port());
    EXPECT_TRUE(opened.has_value());
    (*opened)->when_down([this] { ++down; });
    return *std::move(opened);
  }
};

TEST_F(WiredBytes, CarriesBytesBothWays) {
  auto const line = open();
  EXPECT_EQ(line->peer(), cable.device());
  // Every byte there is, so that none means anything to the driver.
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Byte>(i);
  ASSERT_TRUE(write(*line, all));
  EXPECT_EQ(cable.received(), all);
  cable.send(all);
  Bytes got;
  while (got.size() < all.size()) {
    listen(*line, seconds(1));
    ASSERT_TRUE(answered());
    ASSERT_TRUE(heard->has_value());
    got.insert(got.end(), (*heard)->begin(), (*heard)->end());
  }
  EXPECT_EQ(got, all);
}

TEST_F(WiredBytes, ASilentBusIsATimeout) {
  auto const line = open();
  listen(*line, seconds(1));
  wire.clock.settle();
  EXPECT_FALSE(heard);
  wire.clock.pass(seconds(2));
  ASSERT_TRUE(answered());
  EXPECT_EQ(heard->fault().code, FaultCode::timeout);
}

TEST_F(WiredBytes, AnAdapterThatIsPulledOutIsKnownAtOnce) {
  auto const line = open();
  listen(*line, seconds(60));
  cable.pull();
  ASSERT_TRUE(answered());
  EXPECT_EQ(heard->fault().code, FaultCode::line_down);
  EXPECT_TRUE(wire.until([&] { return down == 1; }));
  EXPECT_FALSE(line->is_open());
}

TEST_F(WiredBytes, SaysWhenThereIsNoDevice) {
  SerialPort const absent{"/dev/no-such-device", 9600, Parity::even, 8, 1};
  auto const opened = SerialLine::open(wire.loop.get_executor(), wire.deadlines, absent);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.fault().code, FaultCode::network);
}

TEST_F(WiredBytes, ADeviceIsOpenedAgain) {
  for (int i = 0; i < 3; ++i) {
    auto const line = open();
    ASSERT_TRUE(write(*line, {0x68})) << i;
    EXPECT_EQ(cable.received(), Bytes{0x68}) << i;
  }
}

class WiredModbus : public Wired {
 protected:
  std::unique_ptr<port::Line> open(SerialPort const& at) {
    std::optional<Result<std::unique_ptr<port::Line>>> opened;
    auto const work = [&]() -> boost::asio::awaitable<void> {
      auto call = lines.open(at, [this] { ++down; });
      auto result = co_await std::move(call);
      opened = std::move(result);
    };
    boost::asio::co_spawn(wire.loop, work, boost::asio::detached);
    wire.until([&] { return opened.has_value(); });
    if (opened && opened->has_value()) return *std::move(*opened);
    return nullptr;
  }
  bool sent(Bytes const& frame) {
    return wire.until([&] {
      auto const more = cable.received();
      got.insert(got.end(), more.begin(), more.end());
      return got == frame;
    });
  }

  ModbusLines lines{wire.loop.get_executor(), wire.clock, 2};
  Bytes got;
  Bytes const question = sealed({0x07, 0x03, 0x00, 0x00, 0x00, 0x02});
  Bytes const answer = sealed({0x07, 0x03, 0x04, 0x00, 0x01, 0xE2, 0x40});
};

TEST_F(WiredModbus, AsksAndHearsThroughTheLibrary) {
  auto const line = open(port());
  ASSERT_TRUE(line);
  ASSERT_TRUE(write(*line, question));
  ASSERT_TRUE(sent(question));
  cable.send(answer);
  listen(*line, seconds(5));
  ASSERT_TRUE(answered());
  ASSERT_TRUE(heard->has_value());
  EXPECT_EQ(**heard, answer);
}

TEST_F(WiredModbus, AnExceptionIsAnAnswer) {
  auto const line = open(port());
  ASSERT_TRUE(write(*line, question));
  auto const exception = sealed({0x07, 0x83, 0x02});
  cable.send(exception);
  listen(*line, seconds(5));
  ASSERT_TRUE(answered());
  ASSERT_TRUE(heard->has_value());
  EXPECT_EQ(**heard, exception);
}

TEST_F(WiredModbus, PassesOverOtherMetersAndBrokenFrames) {
  auto const line = open(port());
  ASSERT_TRUE(write(*line, question));
  cable.send(sealed({0x08, 0x03, 0x04, 0x00, 0x00, 0x00, 0x00}));
  listen(*line, seconds(5));
  cable.send(answer);
  ASSERT_TRUE(answered());
  ASSERT_TRUE(heard->has_value());
  EXPECT_EQ(**heard, answer);
}

TEST_F(WiredModbus, ABrokenFrameAloneIsNoAnswer) {
  auto const line = open(port());
  ASSERT_TRUE(write(*line, question));
  auto broken = answer;
  broken.back() ^= 0xFF;
  cable.send(broken);
  // No time passes by the virtual clock; the bus is asked whether anything is there.
  listen(*line, Duration{0});
  ASSERT_TRUE(answered());
  EXPECT_EQ(heard->fault().code, FaultCode::timeout);
}

TEST_F(WiredModbus, AServerOfTheSameLibraryIsRead) {
  modbus_t* const slave = modbus_new_rtu(cable.device().c_str(), 9600, 'N', 8, 1);
  modbus_mapping_t* const map = modbus_mapping_new(0, 0, 8, 0);
  ASSERT_TRUE(slave != nullptr && map != nullptr);
  modbus_set_slave(slave, 7);
  modbus_set_socket(slave, cable.far());
  map->tab_registers[0] = 1;
  map->tab_registers[1] = 0xE240;
  std::thread serving([&] {
    Byte request[MODBUS_RTU_MAX_ADU_LENGTH];
    int const size = modbus_receive(slave, request);
    if (size > 0) modbus_reply(slave, request, size, map);
  });
  auto const line = open(port());
  ASSERT_TRUE(write(*line, question));
  listen(*line, seconds(5));
  EXPECT_TRUE(answered());
  serving.join();
  modbus_mapping_free(map);
  modbus_free(slave);
  ASSERT_TRUE(heard && heard->has_value());
  EXPECT_EQ(**heard, answer);
}

TEST_F(WiredModbus, AnAdapterThatIsPulledOutIsALineDown) {
  auto const line = open(port());
  ASSERT_TRUE(write(*line, question));
  listen(*line, seconds(60));
  cable.pull();
  ASSERT_TRUE(answered());
  EXPECT_EQ(heard->fault().code, FaultCode::line_down);
  EXPECT_FALSE(line->is_open());
  EXPECT_TRUE(wire.until([&] { return down == 1; }));
  listen(*line, seconds(1));
  ASSERT_TRUE(answered());
  EXPECT_EQ(heard->fault().code, FaultCode::line_down);
}

TEST_F(WiredModbus, ClosingWakesAReader) {
  auto const line = open(port());
  listen(*line, minutes(10));
  wire.clock.settle();
  line->close();
  ASSERT_TRUE(answered());
  EXPECT_EQ(heard->fault().code, FaultCode::line_down);
}

TEST_F(WiredModbus, HasAsManyPlacesAsWereAskedForAndFillsThemAgain) {
  EXPECT_EQ(open({"/dev/no-such-device", 9600, Parity::none, 8, 1}), nullptr);
  Cable second, third;
  auto first_line = open(port());
  ASSERT_TRUE(first_line);
  auto const at = [](Cable const& where) {
    return SerialPort{where.device(), 9600, Parity::none, 8, 1};
  };
  std::unique_ptr<port::Line> second_line;
  // The place of the device that is not there comes back when its thread has let go of it.
  ASSERT_TRUE(wire.until([&] { return (second_line = open(at(second))) != nullptr; }));
  EXPECT_EQ(open(at(third)), nullptr);
  first_line.reset();
  EXPECT_TRUE(wire.until([&] { return open(at(third)) != nullptr; }));
}

TEST_F(WiredModbus, SpeaksAlsoWhenAThousandConnectionsCameFirst) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit more = before;
  more.rlim_cur = std::min<rlim_t>(more.rlim_max, FD_SETSIZE + 200);
  if (more.rlim_cur < FD_SETSIZE + 100) GTEST_SKIP() << "so many descriptors are not allowed here";
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &more), 0);
  std::vector<int> many;
  while (many.empty() || many.back() < FD_SETSIZE + 10) many.push_back(::dup(0));
  auto const line = open(port());
  ASSERT_TRUE(line);
  EXPECT_TRUE(write(*line, question));
  cable.send(answer);
  listen(*line, seconds(5));
  EXPECT_TRUE(answered());
  for (int const one : many) ::close(one);
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(heard->has_value());
  EXPECT_EQ(**heard, answer);
}

}  // namespace
}  // namespace e2ms::transport
