#include "simulator/program/config.hpp"

#include <gtest/gtest.h>

namespace e2ms_sim {
namespace {

std::string refusal(std::string const& text) {
  try {
    parse_fleet(text);
  } catch (ConfigError const& error) {
    return error.what();
  }
  return "accepted";
}

std::string with_meter(std::string const& meter) {
  return R"({"gateways": [{"id": "g", "meters": [)" + meter + "]}]}";
}

TEST(SimConfig, ReadsAGatewayWithComments) {
  auto const fleet = parse_fleet(R"({"gateways": [ // one
    {"id": "g", "mode": "dial", "port": 7001, "registration": {"hex": "aa01"},
     "heartbeat": {"text": "ping", "every_s": 5}, "faults": {"split": 2, "merge": true},
     "meters": [{"address": "000000000001", "model": "dlt645-three", "curve": "constant:250",
                 "initial_kwh": 12, "clock_off": -60}]}]})");
  auto const& gateway = fleet.gateways.at(0);
  EXPECT_EQ(gateway.mode, GatewaySpec::Mode::dial);
  EXPECT_EQ(to_hex(gateway.registration), "aa01");
  EXPECT_EQ(gateway.heartbeat_every_ms, 5000);
  EXPECT_EQ(gateway.bus.faults.split, 2);
  EXPECT_EQ(gateway.meters.at(0).curve.constant_w, 250);
  EXPECT_EQ(gateway.meters.at(0).initial_wh, 12'000);
  EXPECT_EQ(gateway.meters.at(0).clock_off_ms, -60'000);
}

TEST(SimConfig, RefusalsNameThePlace) {
  EXPECT_EQ(refusal(R"({"gateways": [], "x": 1})"), "x: unknown key");
  EXPECT_EQ(refusal(R"({"gateways": []})"), "gateways: there is none");
  EXPECT_EQ(refusal(R"({"gateways": [{"id": "g", "prot": 1, "meters": []}]})"),
            "gateways[0].prot: unknown key");
  EXPECT_EQ(refusal(R"({"gateways": [{"id": "g", "port": 70000, "meters": []}]})"),
            "gateways[0].port: must be a whole number from 0 to 65535");
  EXPECT_EQ(refusal(R"({"gateways": [{"id": "g", "mode": "dial", "meters": []}]})"),
            "gateways[0].port: is missing: whom should it dial?");
  EXPECT_EQ(refusal(with_meter(R"({"address": "1", "model": "abacus"})")),
            "gateways[0].meters[0].model: unknown model \"abacus\"");
  EXPECT_EQ(refusal(with_meter(R"({"address": "1", "model": "chint-ddsu666", "curve": "pub"})")),
            "gateways[0].meters[0].curve: unknown curve \"pub\"");
  EXPECT_EQ(refusal(with_meter(R"({"model": "chint-ddsu666"})")),
            "gateways[0].meters[0].address: is missing");
  EXPECT_EQ(refusal(with_meter(R"({"address": "300", "model": "chint-ddsu666"})")),
            "gateway g, meter 300: the address must be a unit from 1 to 247");
  EXPECT_EQ(refusal(with_meter(R"({"address": "1", "model": "dlt645-single"})")),
            "gateway g, meter 1: the address must have twelve digits");
  EXPECT_NE(refusal("{").find("parse error"), std::string::npos);
}

TEST(SimConfig, AddressesAreUniqueOnABus) {
  auto const meter = std::string{R"({"address": "7", "model": "chint-ddsu666"})"};
  EXPECT_EQ(refusal(with_meter(meter + "," + meter)),
            "gateway g, meter 7: the address is there twice");
}

TEST(SimConfig, GeneratesFleets) {
  auto const fleet = generate_fleet("lines=3,meters=2,delay_ms=200,base_port=9000", "");
  ASSERT_EQ(fleet.gateways.size(), 3U);
  EXPECT_EQ(fleet.gateways[2].port, 9002);
  EXPECT_EQ(fleet.gateways[2].meters.at(1).address, "900000020002");
  EXPECT_EQ(fleet.gateways[2].bus.delay_ms, 200);
  auto const dialling = generate_fleet("lines=2,model=chint-ddsu666", "localhost:7001");
  EXPECT_EQ(dialling.gateways[1].mode, GatewaySpec::Mode::dial);
  EXPECT_EQ(dialling.gateways[1].host, "localhost");
  EXPECT_EQ(dialling.gateways[1].bus.framing, Framing::modbus_tcp);
  auto const& registration = dialling.gateways[1].registration;
  EXPECT_EQ(std::string(registration.begin(), registration.end()), "SIM000001");
}

TEST(SimConfig, GeneratorRefusesNonsense) {
  EXPECT_THROW(generate_fleet("lines=0", ""), ConfigError);
  EXPECT_THROW(generate_fleet("lanes=3", ""), ConfigError);
  EXPECT_THROW(generate_fleet("lines=3,base_port=65534", ""), ConfigError);
  EXPECT_THROW(generate_fleet("lines=3", "nowhere"), ConfigError);
  EXPECT_THROW(generate_fleet("meters=300,model=chint-ddsu666", ""), ConfigError);
}

}  // namespace
}  // namespace e2ms_sim
