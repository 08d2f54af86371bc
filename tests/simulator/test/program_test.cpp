#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fstream>

#include "bench.hpp"
#include "simulator/program/commands.hpp"
#include "simulator/program/control_port.hpp"
#include "simulator/program/state_file.hpp"

namespace e2ms_sim {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

FleetSpec small_fleet() {
  FleetSpec fleet;
  GatewaySpec gateway;
  gateway.bus.id = "north";
  gateway.meters = {single_phase(), modbus_meter(Model::eastron_sdm230)};
  fleet.gateways.push_back(gateway);
  gateway.bus.id = "south";
  gateway.bus.framing = Framing::modbus_tcp;
  gateway.meters = {modbus_meter(Model::acrel_ddsy1352)};
  fleet.gateways.push_back(gateway);
  return fleet;
}

struct SimProgram : testing::Test {
  asio::io_context io{1};
  std::filesystem::path file = std::filesystem::temp_directory_path() /
                               ("e2ms-sim-test-" + std::to_string(::getpid()) + ".json");
  World world{.seed = 7, .start_ms = now_ms(), .utc_offset_min = 480, .speed = 1};
  Simulator simulator{io, small_fleet(), world, file};
  int ended = 0;

  void TearDown() override { std::filesystem::remove(file); }
  nlohmann::json say(std::string_view line) {
    return execute(simulator, line, [this] { ++ended; });
  }
  std::string refused(std::string_view line) {
    auto const answer = say(line);
    return answer.at("ok") == true ? "accepted" : answer.at("error").get<std::string>();
  }
  /// Runs the simulator until `size` bytes have come, however long the machine takes.
  Bytes receive(tcp::socket& socket, std::size_t size) {
    Bytes got(size);
    bool done = false;
    asio::async_read(socket, asio::buffer(got), [&](boost::system::error_code error, std::size_t) {
      done = true;
      if (error) got.clear();
    });
    while (!done) io.run_one();
    return got;
  }
};

TEST_F(SimProgram, ListeningGatewayAnswersAndIsReplacedByANewConnection) {
  simulator.open();
  tcp::endpoint const there{asio::ip::address_v4::loopback(),
                            simulator.find_station("south")->port()};
  tcp::socket first{io};
  tcp::socket second{io};
  first.connect(there);
  asio::write(first, asio::buffer(hex("0001 0000 0006 0B 03 000D 0001")));
  EXPECT_EQ(to_hex(receive(first, 11)), "0001000000050b030203e8");
  second.connect(there);
  asio::write(second, asio::buffer(hex("0002 0000 0006 0B 03 000D 0001")));
  EXPECT_EQ(to_hex(receive(second, 11)), "0002000000050b030203e8");
  EXPECT_TRUE(receive(first, 1).empty());
}

TEST_F(SimProgram, DiallingGatewayRegistersAndComesBackAfterADrop) {
  tcp::acceptor daemon{io, {asio::ip::address_v4::loopback(), 0}};
  auto fleet = small_fleet();
  auto& gateway = fleet.gateways.front();
  gateway.mode = GatewaySpec::Mode::dial;
  gateway.port = daemon.local_endpoint().port();
  gateway.registration = {'I', 'M', 'E', 'I'};
  Station station{io, gateway, world};
  std::optional<tcp::socket> line;
  auto const accept = [&] {
    line.reset();
    daemon.async_accept(
        [&](boost::system::error_code, tcp::socket socket) { line.emplace(std::move(socket)); });
    while (!line) io.run_one();
  };
  station.open();
  accept();
  EXPECT_EQ(to_hex(receive(*line, 4)), to_hex(gateway.registration));
  station.drop();
  EXPECT_TRUE(receive(*line, 1).empty());
  accept();
  EXPECT_EQ(to_hex(receive(*line, 4)), to_hex(gateway.registration));
  station.close();
}

TEST_F(SimProgram, RestartKeepsRegistersAndRelays) {
  say("energy 202411000101 =777.25");
  say("relay 202411000101 open");
  simulator.close();
  Simulator again{io, small_fleet(), world, file};
  again.open();
  auto const shown = execute(again, "show 202411000101", [] {});
  EXPECT_EQ(shown.at("energy_wh"), 777'250);
  EXPECT_EQ(shown.at("relay"), "open");
  again.close();
}

TEST_F(SimProgram, RelayOrderIsKeptAtOnce) {
  simulator.open();
  tcp::socket line{io};
  line.connect({asio::ip::address_v4::loopback(), simulator.find_station("south")->port()});
  asio::write(line, asio::buffer(hex("0001 0000 000B 0B 10 0057 0002 04 0001 0001")));
  receive(line, 12);
  EXPECT_TRUE(load_states(file).at("south/11").relay_open);
}

TEST_F(SimProgram, UnreadableStateIsAnErrorAndNotAFreshStart) {
  std::ofstream{file} << "{\"meters\": {\"north/1\": {}}}";
  EXPECT_THROW(simulator.open(), std::runtime_error);
}

TEST_F(SimProgram, CommandsActOnMeters) {
  EXPECT_EQ(say("energy 202411000101 +1.5").at("energy_wh"), 101'500);
  EXPECT_EQ(say("load 202411000101 250").at("power_w"), 250);
  EXPECT_EQ(say("load 202411000101 office").at("curve"), "office");
  EXPECT_EQ(say("relay 202411000101 open").at("power_w"), 0);
  EXPECT_EQ(say("fault 202411000101 loss=5 relay_stuck=1 clock_off=-30").at("ok"), true);
  auto const shown = say("show 202411000101");
  EXPECT_EQ(shown.at("faults").at("loss"), 5);
  EXPECT_EQ(shown.at("relay_stuck"), true);
  EXPECT_EQ(shown.at("clock_off_s"), -30);
  say("clear 202411000101");
  EXPECT_EQ(say("show 202411000101").at("clock_off_s"), 0);
  EXPECT_EQ(say("fault south delay=100 offline=1").at("faults").at("offline"), true);
  EXPECT_EQ(say("speed 60").at("speed"), 60);
  EXPECT_EQ(say("list").at("gateways").size(), 2U);
  EXPECT_EQ(say("stats").at("frames_in"), 0);
  EXPECT_EQ(say("quit").at("ok"), true);
  EXPECT_EQ(ended, 1);
}

TEST_F(SimProgram, CommandsRefuseNonsense) {
  EXPECT_EQ(refused(""), "no command");
  EXPECT_EQ(refused("dance"), "unknown command dance");
  EXPECT_EQ(refused("show 5"), "no meter 5");
  EXPECT_EQ(refused("show 11"), "several meters 11: say gateway/address");
  EXPECT_EQ(refused("show south/11"), "accepted");
  EXPECT_EQ(refused("relay north/11 open"), "this model has no relay");
  EXPECT_EQ(refused("fault south glitch_zero=1"), "no such fault here: glitch_zero");
  EXPECT_EQ(refused("fault south loss=101"), "\"101\" is not a whole number from 0 to 100");
  EXPECT_EQ(refused("energy 202411000101 5"), "+kWh or =kWh");
  EXPECT_EQ(refused("drop west"), "no gateway west");
  EXPECT_EQ(refused("list all"), "list: wrong number of words");
}

TEST_F(SimProgram, ControlPortAnswersLineByLine) {
  ControlPort control{io, 0, [](std::string_view line) { return "<" + std::string{line} + ">"; }};
  tcp::socket talk{io};
  talk.connect({asio::ip::address_v4::loopback(), control.port()});
  asio::write(talk, asio::buffer(std::string{"one\ntwo\n"}));
  auto const got = receive(talk, 12);
  EXPECT_EQ(std::string(got.begin(), got.end()), "<one>\n<two>\n");
}

}  // namespace
}  // namespace e2ms_sim
