#include "e2ms/transport/dial_in.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <map>
#include <set>

#include "wire.hpp"

namespace e2ms::transport {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Arrival {
  std::string id;
  std::unique_ptr<TcpLine> line;
};

int option_of(int descriptor, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  EXPECT_EQ(::getsockopt(descriptor, IPPROTO_TCP, name, &value, &size), 0);
  return value;
}

/// Of our end of the connection that comes from there.
int descriptor_of(std::string const& peer) {
  for (int descriptor = 3; descriptor < 256; ++descriptor) {
    sockaddr_in end{};
    socklen_t size = sizeof end;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&end), &size) != 0) continue;
    if ("127.0.0.1:" + std::to_string(ntohs(end.sin_port)) == peer) return descriptor;
  }
  ADD_FAILURE() << "no connection from " << peer;
  return -1;
}

class DialInTest : public testing::Test {
 protected:
  void open(DialInLimits limits = {}) {
    rules.push_back(*protocol::Greeting::of(protocol::GreetingKind::text, "ID:{id:4};"));
    rules.push_back(*protocol::Greeting::of(protocol::GreetingKind::pattern, "SN([0-9]+)"));
    door.emplace(wire.loop.get_executor(), wire.clock, wire.deadlines, reception(), limits);
    auto const bound = door->listen("127.0.0.1", 0);
    ASSERT_TRUE(bound.has_value());
    port = *bound;
  }
  Reception reception() {
    return {
        .hear = [this](ByteView bytes, bool quiet) { return hear(bytes, quiet); },
        .admit = [this](std::string const& id) { return admit(id); },
        .arrived =
            [this](std::string const& id, std::unique_ptr<TcpLine> line) {
              if (!arrivals.empty()) old_open_at_arrival = arrivals.back().line->is_open();
              arrivals.push_back({id, std::move(line)});
            },
        .left = [this](std::string const& id) { left.push_back(id); },
        .refused = [this](std::string const& id, std::string const&) { refused.push_back(id); },
    };
  }
  protocol::Heard hear(ByteView bytes, bool quiet) {
    protocol::Heard all{.kind = protocol::Heard::Kind::foreign};
    for (auto const& rule : rules) {
      auto const heard = rule.hear(bytes, quiet);
      if (heard.kind != protocol::Heard::Kind::foreign) all = heard;
    }
    return all;
  }
  std::optional<LineOptions> admit(std::string const& id) {
    if (!known.contains(id)) return std::nullopt;
    return LineOptions{.noise = {bytes_of("hb")}, .silent_limit = {}};
  }
  /// From 127.0.0.`host`.
  tcp::socket call(unsigned char host = 1) {
    tcp::socket socket(wire.loop, tcp::endpoint(boost::asio::ip::address_v4({127, 0, 0, host}), 0));
    socket.connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
    return socket;
  }
  /// Whether our end has closed the connection.
  bool hung_up(tcp::socket& socket) {
    socket.non_blocking(true);
    return wire.until([&] {
      Bytes room(16);
      boost::system::error_code failure;
      socket.read_some(boost::asio::buffer(room), failure);
      return failure && failure != boost::asio::error::would_block;
    });
  }
  bool arrived(std::size_t count) {
    return wire.until([&] { return arrivals.size() == count; });
  }
  void ask(TcpLine& line) {
    bool written = false;
    auto const work = [&]() -> boost::asio::awaitable<void> {
      auto const question = bytes_of("?");
      auto const result = co_await line.write(question, seconds(1));
      written = result.has_value();
    };
    boost::asio::co_spawn(wire.loop, work, boost::asio::detached);
    ASSERT_TRUE(wire.until([&] { return written; }));
  }
  std::string read(TcpLine& line, std::size_t length) {
    Bytes bytes;
    auto const work = [&]() -> boost::asio::awaitable<void> {
      while (bytes.size() < length) {
        auto const result = co_await line.read(bytes, seconds(1));
        if (!result) co_return;
      }
    };
    boost::asio::co_spawn(wire.loop, work, boost::asio::detached);
    wire.until([&] { return bytes.size() >= length; });
    return std::string(text_of(bytes));
  }

  Wire wire;
  std::vector<protocol::Greeting> rules;
  std::set<std::string> known{"0001", "0002", "77"};
  std::vector<Arrival> arrivals;
  std::vector<std::string> left;
  std::vector<std::string> refused;
  std::optional<bool> old_open_at_arrival;
  std::optional<DialIn> door;
  std::uint16_t port = 0;
};

TEST_F(DialInTest, NamesACallerByItsRegistration) {
  open();
  auto dtu = call();
  send(dtu, "ID:0001;");
  ASSERT_TRUE(arrived(1));
  EXPECT_EQ(arrivals[0].id, "0001");
  EXPECT_EQ(door->identified(), 1u);
  EXPECT_EQ(door->unidentified(), 0u);
}

TEST_F(DialInTest, KeepsWhatIsGluedToTheRegistrationButNotItsHeartbeats) {
  open();
  auto dtu = call();
  send(dtu, "ID:0001;hbhbanswer");
  ASSERT_TRUE(arrived(1));
  EXPECT_EQ(read(*arrivals[0].line, 6), "answer");
}

TEST_F(DialInTest, TakesOutARegistrationThatPrefixesEveryPacket) {
  open();
  auto dtu = call();
  send(dtu, "ID:0001;");
  ASSERT_TRUE(arrived(1));
  send(dtu, "ID:0001;answer");
  EXPECT_EQ(read(*arrivals[0].line, 6), "answer");
}

TEST_F(DialInTest, WaitsForARegistrationInPieces) {
  open();
  auto dtu = call();
  for (char const piece : std::string_view("ID:00")) {
    send(dtu, std::string(1, piece));
    wire.clock.settle();
  }
  EXPECT_THAT(arrivals, testing::SizeIs(0));
  send(dtu, "02;");
  ASSERT_TRUE(arrived(1));
  EXPECT_EQ(arrivals[0].id, "0002");
}

TEST_F(DialInTest, APauseEndsANameWithoutAnEndOfItsOwn) {
  open();
  auto dtu = call();
  send(dtu, "SN77");
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 1; }));
  EXPECT_TRUE(wire.until([&] {
    wire.clock.pass(milliseconds(50));
    return arrivals.size() == 1;
  }));
  EXPECT_EQ(arrivals[0].id, "77");
}

TEST_F(DialInTest, HangsUpOnWhoNeverSaysAnything) {
  open();
  auto dtu = call();
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 1; }));
  wire.clock.pass(milliseconds(9900));
  EXPECT_EQ(door->unidentified(), 1u);
  wire.clock.pass(milliseconds(300));
  EXPECT_EQ(door->unidentified(), 0u);
  EXPECT_TRUE(hung_up(dtu));
}

TEST_F(DialInTest, HangsUpOnWhoDribblesForTooLong) {
  open();
  auto dtu = call();
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 1; }));
  for (int second = 0; second < 12 && door->unidentified() == 1; ++second) {
    send(dtu, second == 0 ? "SN" : "");
    wire.clock.pass(seconds(1));
  }
  EXPECT_EQ(door->unidentified(), 0u);
  EXPECT_THAT(arrivals, testing::SizeIs(0));
}

TEST_F(DialInTest, HangsUpOnWhatIsNoRegistration) {
  open();
  auto dtu = call();
  send(dtu, "GET / HTTP/1.1\r\n");
  EXPECT_TRUE(hung_up(dtu));
  EXPECT_THAT(refused, IsEmpty());
}

TEST_F(DialInTest, TurnsAwayAnUnknownIdAndSaysSo) {
  open();
  auto dtu = call();
  send(dtu, "ID:9999;");
  EXPECT_TRUE(hung_up(dtu));
  EXPECT_THAT(refused, ElementsAre("9999"));
  EXPECT_THAT(arrivals, testing::SizeIs(0));
}

TEST_F(DialInTest, ANewConnectionReplacesTheOldOneOfTheSameId) {
  open();
  auto first = call();
  send(first, "ID:0001;");
  ASSERT_TRUE(arrived(1));
  auto second = call();
  send(second, "ID:0001;");
  ASSERT_TRUE(arrived(2));
  EXPECT_EQ(old_open_at_arrival, true) << "the new route must exist before the old one ends";
  EXPECT_TRUE(hung_up(first));
  EXPECT_FALSE(arrivals[0].line->is_open());
  EXPECT_TRUE(arrivals[1].line->is_open());
  wire.clock.settle();
  EXPECT_THAT(left, IsEmpty()) << "the old socket's end must not unregister the new one";
  EXPECT_EQ(door->identified(), 1u);

  arrivals[1].line->close();
  wire.clock.settle();
  EXPECT_THAT(left, ElementsAre("0001"));
  EXPECT_EQ(door->identified(), 0u);
}

TEST_F(DialInTest, DropsTheOldestStrangerWhenTooManyWait) {
  open({.unidentified = 2});
  auto first = call();
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 1; }));
  auto second = call();
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 2; }));
  auto third = call();
  EXPECT_TRUE(hung_up(first));
  send(third, "ID:0001;");
  EXPECT_TRUE(arrived(1));
  EXPECT_EQ(door->unidentified(), 1u);
}

TEST_F(DialInTest, OneAddressMayNotCrowdOutTheOthers) {
  open({.unidentified = 10, .unidentified_per_peer = 2});
  auto dtu = call(2);
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 1; }));
  std::vector<tcp::socket> storm;
  for (int i = 0; i < 9; ++i) storm.push_back(call());
  ASSERT_TRUE(wire.until([&] { return door->figures().crowded_out == 7; }));
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(hung_up(storm[static_cast<std::size_t>(i)]));
  send(dtu, "ID:0001;");
  EXPECT_TRUE(arrived(1));
}

TEST_F(DialInTest, ConnectionsFromOutsideTheAllowedNetworksCostNothing) {
  open({.accepts_per_second = 1, .allow = {*Network::of("127.0.0.2/31")}});
  std::vector<tcp::socket> storm;
  for (int i = 0; i < 9; ++i) storm.push_back(call());
  for (auto& one : storm) EXPECT_TRUE(hung_up(one));
  EXPECT_EQ(door->figures().not_allowed, 9u);
  EXPECT_EQ(door->figures().accepted, 0u);
  // They used up nobody's share of the accepts either.
  auto dtu = call(2);
  send(dtu, "ID:0001;");
  EXPECT_TRUE(arrived(1));
}

TEST_F(DialInTest, CountsWhatBecameOfItsCallers) {
  open();
  auto dtu = call(), stranger = call(), browser = call();
  send(dtu, "ID:0001;");
  send(stranger, "ID:9999;");
  send(browser, "GET / HTTP/1.1\r\n");
  ASSERT_TRUE(arrived(1));
  EXPECT_TRUE(hung_up(stranger));
  EXPECT_TRUE(hung_up(browser));
  auto again = call();
  send(again, "ID:0001;");
  ASSERT_TRUE(arrived(2));
  auto const& figures = door->figures();
  EXPECT_EQ(figures.accepted, 4u);
  EXPECT_EQ(figures.arrived, 2u);
  EXPECT_EQ(figures.replaced, 1u);
  EXPECT_EQ(figures.refused, 1u);
  EXPECT_EQ(figures.unnamed, 1u);
}

TEST_F(DialInTest, RegistersOnConnectBeforeEachPacketOrBoth) {
  struct Habit {
    char const* on_connect;
    char const* before_packets;
  };
  open();
  for (auto const& habit :
       {Habit{"ID:0001;", ""}, Habit{"", "ID:0001;"}, Habit{"ID:0001;", "ID:0001;"}}) {
    arrivals.clear();
    auto dtu = call();
    // A DTU that registers with its packets alone is known by its first heartbeat.
    send(dtu, habit.on_connect);
    send(dtu, std::string(habit.before_packets) + "hb");
    ASSERT_TRUE(arrived(1)) << habit.on_connect << habit.before_packets;
    for (std::string const answer : {"first", "other"}) {
      ask(*arrivals[0].line);
      send(dtu, std::string(habit.before_packets) + "hb");
      send(dtu, habit.before_packets + answer);
      EXPECT_EQ(read(*arrivals[0].line, 5), answer) << habit.on_connect << habit.before_packets;
    }
  }
}

TEST_F(DialInTest, KeepsToTheGivenLimitsOfTcp) {
  KeepAlive const keep{
      .idle = seconds(11), .interval = seconds(7), .probes = 3, .user_timeout = seconds(9)};
  open({.tcp = {.keep_alive = keep}});
  auto dtu = call();
  send(dtu, "ID:0001;");
  ASSERT_TRUE(arrived(1));
  int const ours = descriptor_of(arrivals[0].line->peer());
  EXPECT_EQ(option_of(ours, TCP_KEEPIDLE), 11);
  EXPECT_EQ(option_of(ours, TCP_KEEPINTVL), 7);
  EXPECT_EQ(option_of(ours, TCP_KEEPCNT), 3);
  EXPECT_EQ(option_of(ours, TCP_USER_TIMEOUT), 9000);
}

TEST_F(DialInTest, RefusesNewIdsWhenTheHouseIsFullButNotReplacements) {
  open({.identified = 1});
  auto first = call();
  send(first, "ID:0001;");
  ASSERT_TRUE(arrived(1));
  auto other = call();
  send(other, "ID:0002;");
  EXPECT_TRUE(hung_up(other));
  auto again = call();
  send(again, "ID:0001;");
  EXPECT_TRUE(arrived(2));
}

TEST_F(DialInTest, AcceptsNoFasterThanAllowed) {
  open({.accepts_per_second = 5});
  std::vector<tcp::socket> storm;
  for (int i = 0; i < 9; ++i) storm.push_back(call());
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 6; }));
  wire.clock.settle();
  EXPECT_EQ(door->unidentified(), 6u);
  wire.clock.pass(milliseconds(200));
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 7; }));
  wire.clock.pass(milliseconds(400));
  EXPECT_TRUE(wire.until([&] { return door->unidentified() == 9; }));
}

TEST_F(DialInTest, StoppingDropsStrangersAndKeepsNamedLines) {
  open();
  auto named = call();
  send(named, "ID:0001;");
  ASSERT_TRUE(arrived(1));
  auto stranger = call();
  ASSERT_TRUE(wire.until([&] { return door->unidentified() == 1; }));
  door->stop();
  EXPECT_TRUE(hung_up(stranger));
  EXPECT_TRUE(arrivals[0].line->is_open());
}

TEST_F(DialInTest, SaysWhenThePortCannotBeHad) {
  open();
  DialIn second(wire.loop.get_executor(), wire.clock, wire.deadlines, reception(), {});
  auto const taken = second.listen("127.0.0.1", port);
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.fault().code, FaultCode::network);
  auto const nonsense = second.listen("not an address", 0);
  ASSERT_FALSE(nonsense.has_value());
  EXPECT_EQ(nonsense.fault().code, FaultCode::bad_input);
}

}  // namespace
}  // namespace e2ms::transport
