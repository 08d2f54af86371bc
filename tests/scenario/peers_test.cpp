#include <gtest/gtest.h>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

/// What a peer's server holds, and what its reading must say.
struct Held {
  std::string room;
  std::string reg;
  std::int64_t energy_wh;
  std::int64_t power_w;
  std::int64_t voltage_mv;
};

void expect_read(Client& manager, Held const& held) {
  json meter;
  auto const read = [&] {
    meter = World::meter(manager, held.room);
    return !meter.at("last_reading").is_null();
  };
  ASSERT_TRUE(eventually(read)) << held.room << " was never read: " << meter;
  auto const& reading = meter.at("last_reading");
  EXPECT_EQ(reading.at("register"), held.reg) << held.room;
  EXPECT_EQ(reading.at("energy_wh"), held.energy_wh) << held.room;
  EXPECT_EQ(reading.at("power_w"), held.power_w) << held.room;
  EXPECT_EQ(reading.at("voltage_mv").at(0), held.voltage_mv) << held.room;
}

TEST(Peers, ServersOfPymodbusAreReadCorrectly) {
  Process peer({"/usr/bin/python3", E2MS_PYMODBUS_PEER});
  auto const said = peer.line_with("ready ");
  ASSERT_FALSE(said.empty()) << peer.err();
  auto const ready = json::parse(said.substr(said.find('{')));
  auto const tcp = ready.at("tcp").get<std::uint16_t>();
  auto const rtu = ready.at("rtu").get<std::uint16_t>();
  World world({.lines = {{"TCP", Line::Kind::peer, "modbus_tcp", tcp},
                         {"RTU", Line::Kind::peer, "transparent", rtu}},
               .rooms = {{"hiking-tcp", "TCP", "7", "hiking-dds238-zn-sr", ""},
                         {"eastron-tcp", "TCP", "9", "eastron-sdm230", ""},
                         {"hiking-rtu", "RTU", "7", "hiking-dds238-zn-sr", ""},
                         {"eastron-rtu", "RTU", "9", "eastron-sdm230", ""}}});
  world.start();
  auto manager = world.manager();
  expect_read(manager, {"hiking-tcp", "123456.78", 123'456'780, 1017, 229'100});
  expect_read(manager, {"eastron-tcp", "4321.50", 4'321'500, 979, 230'500});
  // Power may flow back; a register of 16 bits says so with its sign.
  expect_read(manager, {"hiking-rtu", "76543.21", 76'543'210, -350, 229'100});
  expect_read(manager, {"eastron-rtu", "98.25", 98'250, 1500, 230'500});
}

TEST(Peers, AServerOfLibmodbusIsReadAndSwitchedCorrectly) {
  Process peer({E2MS_MODBUS_PEER, "99887766", "1234"});
  auto const said = peer.line_with("ready ");
  ASSERT_FALSE(said.empty()) << peer.err();
  auto const port = static_cast<std::uint16_t>(std::stoi(said.substr(6)));
  World world({.lines = {{"PEER", Line::Kind::peer, "modbus_tcp", port}},
               .rooms = {{"P-1", "PEER", "1", "hiking-dds238-zn-sr", ""}}});
  world.start();
  auto manager = world.manager();
  expect_read(manager, {"P-1", "998877.66", 998'877'660, 1234, 231'500});

  auto const id = World::room(manager, "P-1").at("meter_id").dump();
  auto const wished = manager.post("/api/v1/meters/" + id + "/supply",
                                   {{"wanted", "off"}, {"reason", "a peer's relay"}});
  ASSERT_EQ(wished.status, 200) << wished.body;
  EXPECT_EQ(peer.line_with("order "), "order 0");
  EXPECT_TRUE(eventually([&] { return World::meter(manager, "P-1").at("relay") == "off"; }));
}

TEST(Peers, AWiredServerOfLibmodbusIsReadAndSwitchedCorrectly) {
  Process peer({E2MS_MODBUS_PEER, "12345678", "4321", "rtu"});
  auto const said = peer.line_with("ready ");
  ASSERT_FALSE(said.empty()) << peer.err();
  World world({.lines = {{.name = "WIRE",
                          .kind = Line::Kind::wired,
                          .framing = "modbus_rtu",
                          .device = said.substr(6)}},
               .rooms = {{"W-1", "WIRE", "1", "hiking-dds238-zn-sr", ""}}});
  world.start();
  auto manager = world.manager();
  expect_read(manager, {"W-1", "123456.78", 123'456'780, 4321, 231'500});
  EXPECT_EQ(World::meter(manager, "W-1").at("model").at("protocol"), "modbus_rtu");

  auto const id = World::room(manager, "W-1").at("meter_id").dump();
  auto const wished = manager.post("/api/v1/meters/" + id + "/supply",
                                   {{"wanted", "off"}, {"reason", "a wired relay"}});
  ASSERT_EQ(wished.status, 200) << wished.body;
  EXPECT_EQ(peer.line_with("order "), "order 0");
  EXPECT_TRUE(eventually([&] { return World::meter(manager, "W-1").at("relay") == "off"; }));
  // The thread of the bus is no obstacle to an orderly end.
  EXPECT_EQ(world.stop(), 0);
}

}  // namespace
}  // namespace e2ms::scenario
