#include <gmock/gmock.h>

#include <fstream>
#include <list>
#include <sstream>

#include "caller.hpp"
#include "world.hpp"

namespace e2ms::scenario {
namespace {

/// The port for gateways, and who else finds it.
class DialIn : public testing::Test {
 protected:
  void open(json dial_in = json::object()) {
    auto plan = small_plan();
    plan.dial_in = std::move(dial_in);
    world.emplace(std::move(plan));
    world->start();
    manager.emplace(world->manager());
  }
  json stranger(std::string const& registration) {
    for (auto const& one : manager->list("/api/v1/strangers"))
      if (one.at("registration") == registration) return one;
    return {};
  }
  std::string last_read(std::string const& room) {
    auto const reading = World::meter(*manager, room).at("last_reading");
    return reading.is_null() ? "" : reading.at("taken_at").get<std::string>();
  }
  /// Whether each meter is read once more from now on.
  bool polling_goes_on() {
    for (auto const* const room : {"D-1", "M-1"}) {
      auto const before = last_read(room);
      if (!eventually([&] { return last_read(room) > before; })) return false;
    }
    return true;
  }
  /// Resident memory in KiB.
  long memory() {
    std::ifstream status("/proc/" + std::to_string(world->daemon().id()) + "/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    ADD_FAILURE() << "the daemon is gone";
    return 0;
  }
  /// A figure of the daemon's.
  long figure(std::string const& name) {
    http::TlsClient client(world->web_port());
    client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    auto const page = client.response();
    auto const at = page.find("\n" + name + " ");
    return at == page.npos ? -1 : std::stol(page.substr(at + name.size() + 2));
  }
  Caller call() { return Caller(world->dial_in_port()); }

  std::optional<World> world;
  std::optional<Client> manager;
};

TEST_F(DialIn, AStrangerIsListedAdoptedAndThenAnswered) {
  open();
  auto const name = std::string("866999000000017");
  auto first = call();
  ASSERT_TRUE(eventually([&] { return first.say(name); }));
  ASSERT_TRUE(eventually([&] { return !stranger(name).is_null(); }));
  EXPECT_TRUE(eventually([&] { return first.is_over(); }));
  EXPECT_EQ(first.heard(), "") << "nobody speaks with a stranger";

  auto const id = stranger(name).at("id").dump();
  auto const adopted = manager->post("/api/v1/strangers/" + id + "/adopt",
                                     {{"name", "Hall"}, {"framing", "transparent"}});
  ASSERT_EQ(adopted.status, 200) << adopted.body;
  EXPECT_TRUE(stranger(name).is_null());
  auto const line = [&] {
    for (auto const& gateway : manager->list("/api/v1/gateways"))
      if (gateway.at("name") == "Hall") return gateway.at("lines").at(0);
    return json();
  };
  EXPECT_EQ(line().at("connected"), false);
  // Calls as a gateway does that was turned away, until it is let in.
  std::list<Caller> calls;
  EXPECT_TRUE(eventually([&] {
    if (calls.empty() || calls.back().is_over()) {
      calls.push_back(call());
      eventually([&] { return calls.back().say(name); });
    }
    return line().at("connected") == true;
  }));
  EXPECT_FALSE(calls.back().is_over());
}

TEST_F(DialIn, ARuleFindsTheNameInAPacket) {
  open({{"greetings", {{{"kind", "pattern"}, {"rule", "\\{\"imei\":\"([0-9]{15})\"[^}]*\\}"}}}}});
  auto dtu = call();
  ASSERT_TRUE(eventually([&] { return dtu.say(R"({"imei":"866999000000018","csq":21})"); }));
  EXPECT_TRUE(eventually([&] { return !stranger("866999000000018").is_null(); }));
}

TEST_F(DialIn, WhoIsNotAllowedIsHungUp) {
  open({{"allow", {"192.0.2.0/24"}}});
  auto caller = call();
  EXPECT_TRUE(eventually([&] { return caller.is_over(); }));
  EXPECT_NE(world->daemon().line_with("dial_in_not_allowed"), "");
}

/// What strangers do at once: say nothing, say something now and then, never stop.
class Crowd {
 public:
  explicit Crowd(std::uint16_t port) : port_(port) {}

  /// Closes whom the daemon hung up and brings new ones.
  void stir() {
    for (auto* const kind : {&silent_, &slow_, &endless_}) {
      kind->remove_if([](Caller& one) { return one.is_over(); });
      while (kind->size() < kEach) kind->emplace_back(port_);
    }
    for (auto& one : slow_) one.say("8");
    for (auto& one : endless_) one.say(flood_);
  }

 private:
  static constexpr std::size_t kEach = 50;

  std::uint16_t port_;
  std::string flood_ = "8669" + std::string(65'536, '\0');
  std::list<Caller> silent_, slow_, endless_;
};

TEST_F(DialIn, HostileCallersLeaveThePollingUnharmed) {
  constexpr int kWaves = 25, kCallersOfAWave = 400;
  constexpr long kGrowth = 48L * 1024;
  open({{"accepts_per_second", 5000}, {"greeting_s", 2}});
  ASSERT_TRUE(polling_goes_on());
  auto const before = memory();
  Crowd crowd(world->dial_in_port());
  for (int wave = 0; wave < kWaves; ++wave) {
    std::list<Caller> callers;
    for (int i = 0; i < kCallersOfAWave; ++i) {
      callers.emplace_back(world->dial_in_port());
      if (i % 10 == 0) crowd.stir();
      // Some of them have names.
      if (i % 7 == 0) callers.back().say("66" + std::to_string(wave * kCallersOfAWave + i));
    }
    // None is let go before the daemon has taken it.
    ASSERT_TRUE(eventually([&] {
      crowd.stir();
      return figure("e2ms_dial_in_accepted_total") >= (wave + 1) * kCallersOfAWave;
    }));
    if (wave % 5 > 0) continue;
    ASSERT_TRUE(polling_goes_on()) << "in wave " << wave;
  }
  EXPECT_TRUE(polling_goes_on());
  EXPECT_LT(memory() - before, kGrowth) << "from " << before;
  auto const said = world->daemon().err();
  EXPECT_THAT(said, testing::Not(testing::HasSubstr("line_lost")));
  EXPECT_THAT(said, testing::Not(testing::HasSubstr("dtu_replaced")));
  EXPECT_EQ(world->stop(), 0);
}

}  // namespace
}  // namespace e2ms::scenario
